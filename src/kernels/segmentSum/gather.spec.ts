import * as tf from '@tensorflow/tfjs-core'
import { sizeOf } from '../../../tools/testing/operations/draw.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'

interface Options {
  readonly x: readonly number[]
  readonly indices: readonly number[]
  readonly axis: number
  readonly batchDims: number
}

/** TensorFlow.js's own forward; its gradient, the sum of the rows that were taken from one place, is ours. */
export const gatherSpec = specifyOperation<Options>({
  name: 'gather and its gradient',
  cases: {
    'rows with repeats': { x: [5, 3], indices: [11], axis: 0, batchDims: 0 },
    'rows of one value': { x: [6], indices: [4], axis: 0, batchDims: 0 },
    'along an inner axis': { x: [3, 7, 4], indices: [2, 2], axis: 1, batchDims: 0 },
    'of each batch its own': { x: [3, 5, 4], indices: [3, 6], axis: 1, batchDims: 1 },
    'of each batch its own, two axes in': {
      x: [2, 3, 5, 4],
      indices: [2, 6],
      axis: 2,
      batchDims: 1,
    },
    nothing: { x: [4, 3], indices: [0], axis: 0, batchDims: 0 },
  },
  any: (draw) => {
    const batchDims = draw.integer(0, 1)
    const x = [draw.integer(1, 4), draw.integer(1, 6), draw.integer(1, 5)]
    const count = draw.integer(0, 7)
    const indices = batchDims === 1 ? [x[0] ?? 1, Math.max(count, 1)] : [count]
    return { x, indices, axis: draw.integer(batchDims, 2), batchDims }
  },
  make: ({ x, indices, axis, batchDims }, draw) => {
    const length = x[axis] ?? 1
    const batch = sizeOf(x.slice(0, batchDims))
    const outer = sizeOf(x.slice(batchDims, axis))
    const inner = sizeOf(x.slice(axis + 1))
    const rows = sizeOf(indices) / batch
    return {
      inputs: [draw.values(x), draw.integers(indices, 0, length - 1)],
      compute: (values, at) => tf.gather(values, at, axis, batchDims),
      reference: (values = [], at = []) => [
        Float64Array.from({ length: batch * outer * rows * inner }, (_, i) => {
          const block = Math.floor(i / inner / rows)
          const place = at[Math.floor(block / outer) * rows + (Math.floor(i / inner) % rows)] ?? NaN
          return values[(block * length + place) * inner + (i % inner)] ?? NaN
        }),
      ],
    }
  },
})
