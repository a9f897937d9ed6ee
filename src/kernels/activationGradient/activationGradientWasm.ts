import { util, type KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { ACTIVATION_CODES, asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, requireInput } from '../wasm/wasmTensors.ts'

export const activationGradientWasm: KernelConfig = {
  kernelName: 'LimnActivationGradient',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const { activation } = attributesOf('LimnActivationGradient', attrs)
    if (activation === 'none') throw new Error('Without an activation there is nothing to undo.')
    const dy = requireInput(inputs, 'dy')
    const dx = backend.makeOutput(dy.shape, 'float32')
    const y = addressOf(backend, requireInput(inputs, 'y'))
    kernelsOf(backend).run(
      'activationGradient',
      [addressOf(backend, dy), y, addressOf(backend, dx), ACTIVATION_CODES[activation]],
      util.sizeFromShape(dy.shape),
    )
    return dx
  },
}
