import { Softmax, util } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import type { WasmOverride } from '../wasm/wasmOverride.ts'
import { addressOf, requireInput } from '../wasm/wasmTensors.ts'

/** Softmax along the last axis, row by row: some 15 FLOP and 16 bytes a value, four values at once. */
export const softmaxOverride: WasmOverride = {
  kernelName: Softmax,
  compute: ({ inputs, attrs, backend: anyBackend }) => {
    const logits = requireInput(inputs, 'logits')
    const { dim } = attributesOf('Softmax', attrs)
    const columns = logits.shape.at(-1) ?? 0
    const size = util.sizeFromShape(logits.shape)
    const isLast = dim === logits.shape.length - 1
    if (!isLast || logits.dtype !== 'float32' || size === 0) return undefined
    const backend = asWasm(anyBackend)
    const y = backend.makeOutput(logits.shape, 'float32')
    const parameters = [addressOf(backend, logits), columns, addressOf(backend, y)]
    kernelsOf(backend).run('softmaxRows', parameters, size / columns)
    return y
  },
}
