import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { ACTIVATION_CODES, asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, requireInput } from '../wasm/wasmTensors.ts'

export const layerNormWasm: KernelConfig = {
  kernelName: 'LimnLayerNorm',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const { epsilon, activation } = attributesOf('LimnLayerNorm', attrs)
    const x = requireInput(inputs, 'x')
    const [rows = 0, columns = 0] = x.shape
    const y = backend.makeOutput(x.shape, 'float32')
    kernelsOf(backend).run(
      'layerNorm',
      [
        addressOf(backend, x),
        columns,
        addressOf(backend, requireInput(inputs, 'weight')),
        addressOf(backend, requireInput(inputs, 'bias')),
        epsilon,
        addressOf(backend, y),
        ACTIVATION_CODES[activation],
      ],
      rows,
    )
    return y
  },
}
