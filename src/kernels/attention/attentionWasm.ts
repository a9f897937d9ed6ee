import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, requireInput, withScratch } from '../wasm/wasmTensors.ts'

const FLOAT_BYTES = 4

export const attentionWasm: KernelConfig = {
  kernelName: 'LimnAttention',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const kernels = kernelsOf(backend)
    const { heads } = attributesOf('LimnAttention', attrs)
    const queries = requireInput(inputs, 'queries')
    const keys = requireInput(inputs, 'keys')
    const values = requireInput(inputs, 'values')
    const [queryBatch = 0, queryCount = 0, width = 0] = queries.shape
    const [keyBatch = 0, keyCount = 0] = keys.shape
    const batch = Math.max(queryBatch, keyBatch)
    const depth = width / heads
    const out = backend.makeOutput([batch, queryCount, width], 'float32')
    withScratch(
      backend,
      kernels.threadCount * kernels.functions.attentionScratch(keyCount, depth),
      (scratch) => {
        kernels.run(
          'attend',
          [
            addressOf(backend, queries),
            batchStride(queries, batch),
            queryCount,
            addressOf(backend, keys),
            addressOf(backend, values),
            batchStride(keys, batch),
            keyCount,
            heads,
            depth,
            addressOf(backend, inputs['keyBias']),
            addressOf(backend, out),
            scratch,
            1 / Math.sqrt(depth),
          ],
          batch * heads,
        )
      },
    )
    return out
  },
}

/** Bytes from one batch to the next; 0 where one serves them all. */
function batchStride({ shape }: TensorInfo, batch: number): number {
  const [own, tokens = 0, width = 0] = shape
  return own === 1 && batch > 1 ? 0 : tokens * width * FLOAT_BYTES
}
