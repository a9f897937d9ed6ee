import { GatherV2, util, type TensorInfo } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm } from '../wasm/kernelModule.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import type { WasmOverride } from '../wasm/wasmOverride.ts'

/**
 * A gather in which each batch has indices of its own: TensorFlow.js 4.22 takes the rows of other batches there. Whole
 * rows are copied on the heap, 8 bytes a value.
 */
export const gatherOverride: WasmOverride = {
  kernelName: GatherV2,
  compute: ({ inputs, attrs, backend: anyBackend }) => {
    const { axis: given, batchDims } = attributesOf('GatherV2', attrs)
    const x = requireInput(inputs, 'x')
    const indices = requireInput(inputs, 'indices')
    if (batchDims === 0) return undefined
    const backend = asWasm(anyBackend)
    const [axis = 0] = util.parseAxisParam(given, x.shape)
    const sizeOf = ({ shape }: TensorInfo, from: number, to?: number): number =>
      util.sizeFromShape(shape.slice(from, to))
    const batch = sizeOf(x, 0, batchDims)
    const outer = sizeOf(x, batchDims, axis)
    const length = x.shape[axis] ?? 0
    const width = sizeOf(x, axis + 1)
    const taken = sizeOf(indices, batchDims)
    const shape = [
      ...x.shape.slice(0, axis),
      ...indices.shape.slice(batchDims),
      ...x.shape.slice(axis + 1),
    ]
    // The output comes first: making it may grow the heap, and that would detach every view of it.
    const y = backend.makeOutput(shape, x.dtype)
    const [to, from] = [backend.typedArrayFromHeap(y), backend.typedArrayFromHeap(x)]
    const places = backend.typedArrayFromHeap(indices)
    for (let row = 0; row < batch * outer * taken; row++) {
      const block = Math.floor(row / taken)
      const place = places[Math.floor(block / outer) * taken + (row % taken)] ?? -1
      // As TensorFlow.js does: what is not there is a mistake of the caller.
      if (!(place >= 0 && place < length))
        throw new RangeError(`gather was asked for row ${place} of ${length}.`)
      const start = (block * length + place) * width
      to.set(from.subarray(start, start + width), row * width)
    }
    return y
  },
}
