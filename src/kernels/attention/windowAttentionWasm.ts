import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, requireInput, withScratch } from '../wasm/wasmTensors.ts'

export const windowAttentionWasm: KernelConfig = {
  kernelName: 'LimnWindowAttention',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const kernels = kernelsOf(backend)
    const { height, width, heads, windowSide } = attributesOf('LimnWindowAttention', attrs)
    const qkv = requireInput(inputs, 'qkv')
    const depth = (qkv.shape[1] ?? 0) / heads / 3
    const windows = Math.ceil(height / windowSide) * Math.ceil(width / windowSide)
    const out = backend.makeOutput([height * width, heads * depth], 'float32')
    withScratch(
      backend,
      kernels.threadCount * kernels.functions.windowScratch(windowSide, depth),
      (scratch) => {
        kernels.run(
          'attendWindows',
          [
            addressOf(backend, qkv),
            height,
            width,
            heads,
            depth,
            windowSide,
            addressOf(backend, requireInput(inputs, 'bias')),
            addressOf(backend, requireInput(inputs, 'outside')),
            addressOf(backend, out),
            scratch,
            1 / Math.sqrt(depth),
          ],
          windows * heads,
        )
      },
    )
    return out
  },
}
