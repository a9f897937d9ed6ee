import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { ACTIVATION_CODES, asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { packPanels } from '../wasm/packPanels.ts'
import { addressOf, requireInput, withScratch } from '../wasm/wasmTensors.ts'

const FLOAT_BYTES = 4

export const linearWasm: KernelConfig = {
  kernelName: 'LimnLinear',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const kernels = kernelsOf(backend)
    const { activation } = attributesOf('LimnLinear', attrs)
    const x = requireInput(inputs, 'x')
    const weight = requireInput(inputs, 'weight')
    const [rows = 0, depth = 0] = x.shape
    const columns = weight.shape[1] ?? 0
    const y = backend.makeOutput([rows, columns], 'float32')
    withScratch(backend, depth * columns * FLOAT_BYTES, (packed) => {
      packPanels(kernels, {
        matrix: addressOf(backend, weight),
        rowStride: columns * FLOAT_BYTES,
        columnStride: FLOAT_BYTES,
        depth,
        columns,
        packed,
      })
      kernels.run(
        'multiply',
        [
          addressOf(backend, x),
          depth * FLOAT_BYTES,
          packed,
          depth,
          columns,
          addressOf(backend, inputs['bias']),
          addressOf(backend, inputs['addend']),
          inputs['addend']?.shape[0] ?? 1,
          addressOf(backend, y),
          columns * FLOAT_BYTES,
          ACTIVATION_CODES[activation],
        ],
        rows,
      )
    })
    return y
  },
}
