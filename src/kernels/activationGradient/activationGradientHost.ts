import { hostActivationGradient } from '../convolution/hostActivation.ts'
import { hostKernels } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'

export const activationGradientHost = hostKernels('LimnActivationGradient', (inputs, attrs) => {
  const { activation } = attributesOf('LimnActivationGradient', attrs)
  const dy = requireInput(inputs, 'dy')
  const y = requireInput(inputs, 'y')
  return {
    shape: dy.shape,
    dtype: 'float32',
    fill: (output, read) => {
      const [gradients, values] = [read(dy), read(y)]
      for (let i = 0; i < output.length; i++) {
        output[i] = hostActivationGradient(gradients[i] ?? 0, values[i] ?? 0, activation)
      }
    },
  }
})
