import { hostActivation } from '../convolution/hostActivation.ts'
import { hostKernels } from '../host/hostKernels.ts'
import { requireInput } from '../wasm/wasmTensors.ts'

export const geluHost = hostKernels(
  'LimnGelu',
  (inputs) => {
    const x = requireInput(inputs, 'x')
    return {
      shape: x.shape,
      dtype: 'float32',
      fill: (output, read) => {
        read(x).forEach((value, i) => {
          output[i] = hostActivation(value, 'gelu')
        })
      },
    }
  },
  ['cpu'],
)
