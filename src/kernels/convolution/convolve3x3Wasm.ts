import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { ACTIVATION_CODES, asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { packPanels } from '../wasm/packPanels.ts'
import { addressOf, requireInput, withScratch } from '../wasm/wasmTensors.ts'

const FLOAT_BYTES = 4

export const convolve3x3Wasm: KernelConfig = {
  kernelName: 'LimnConvolve3x3',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const kernels = kernelsOf(backend)
    const { stride, activation } = attributesOf('LimnConvolve3x3', attrs)
    const x = requireInput(inputs, 'x')
    const filter = requireInput(inputs, 'filter')
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
    if (batch !== 1) throw new Error(`The convolution kernel takes one picture, not ${batch}.`)
    const columns = filter.shape[3] ?? 0
    const outHeight = Math.floor((height - 1) / stride) + 1
    const outWidth = Math.floor((width - 1) / stride) + 1
    const y = backend.makeOutput([1, outHeight, outWidth, columns], 'float32')
    const depth = 9 * channels
    const packedBytes = depth * columns * FLOAT_BYTES
    const patchBytes = kernels.functions.convolutionScratch(outWidth, channels)
    withScratch(backend, packedBytes + patchBytes * kernels.threadCount, (packed) => {
      packPanels(kernels, {
        matrix: addressOf(backend, filter),
        rowStride: columns * FLOAT_BYTES,
        columnStride: FLOAT_BYTES,
        depth,
        columns,
        packed,
      })
      kernels.run(
        'convolve3x3',
        [
          ...[addressOf(backend, x), height, width, channels, stride, packed, columns],
          ...[addressOf(backend, inputs['bias']), addressOf(backend, y)],
          ...[ACTIVATION_CODES[activation], packed + packedBytes],
        ],
        outHeight,
      )
    })
    return y
  },
}
