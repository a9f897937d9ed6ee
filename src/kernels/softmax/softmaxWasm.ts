import { Softmax, util } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, requireInput } from '../wasm/wasmTensors.ts'
import type { WasmOverride } from '../wasm/wasmOverride.ts'

/** Of the last axis, four values at once on all threads, where TensorFlow.js takes one at a time. */
export const softmaxOverride: WasmOverride = {
  kernelName: Softmax,
  compute: ({ inputs, attrs, backend: anyBackend }) => {
    const { dim } = attributesOf('Softmax', attrs)
    const logits = requireInput(inputs, 'logits')
    const { shape, dtype } = logits
    const columns = shape.at(-1) ?? 0
    const isLast = dim === -1 || dim === shape.length - 1
    if (!isLast || dtype !== 'float32' || columns === 0) return undefined
    const backend = asWasm(anyBackend)
    const y = backend.makeOutput(shape, 'float32')
    kernelsOf(backend).run(
      'softmax',
      [addressOf(backend, logits), columns, addressOf(backend, y)],
      util.sizeFromShape(shape) / columns,
    )
    return y
  },
}
