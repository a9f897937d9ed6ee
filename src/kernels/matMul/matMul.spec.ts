import * as tf from '@tensorflow/tfjs-core'
import { fixed, sizeOf } from '../../../tools/testing/operations/draw.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'

interface Options {
  /** Batches of either side: the same, or one for all. */
  readonly batches: readonly [readonly number[], readonly number[]]
  readonly rows: number
  readonly depth: number
  readonly columns: number
  readonly transposeA: boolean
  readonly transposeB: boolean
}

const plain = { transposeA: false, transposeB: false }

/** TensorFlow.js's operation, whose kernels on WebAssembly are ours. */
export const matMulSpec = specifyOperation<Options>({
  name: 'tf.matMul',
  cases: {
    'one plain product': { ...plain, batches: [[], []], rows: 37, depth: 19, columns: 23 },
    'scores of attention': {
      ...{ batches: [[6], [6]], rows: 49, depth: 32, columns: 49 },
      ...{ transposeA: false, transposeB: true },
    },
    'values of attention': { ...plain, batches: [[6], [6]], rows: 49, depth: 49, columns: 32 },
    'both sides turned': {
      ...{ batches: [[3], [3]], rows: 13, depth: 9, columns: 21 },
      ...{ transposeA: true, transposeB: true },
    },
    'one left side for all': { ...plain, batches: [[1], [4]], rows: 5, depth: 7, columns: 9 },
    'one row': { ...plain, batches: [[2], [2]], rows: 1, depth: 33, columns: 1 },
    'no products': { ...plain, batches: [[0], [0]], rows: 3, depth: 4, columns: 5 },
  },
  any: (draw) => ({
    batches: draw.pick([
      [[], []],
      [[3], [3]],
      [[1], [4]],
      [
        [2, 3],
        [2, 3],
      ],
    ]),
    rows: draw.integer(1, 40),
    depth: draw.integer(1, 40),
    columns: draw.integer(1, 30),
    transposeA: draw.toss(),
    transposeB: draw.toss(),
  }),
  make: ({ batches, rows, depth, columns, transposeA, transposeB }, draw) => {
    const [outerA, outerB] = batches
    const a = [...outerA, ...(transposeA ? [depth, rows] : [rows, depth])]
    const b = [...outerB, ...(transposeB ? [columns, depth] : [depth, columns])]
    const outer = sizeOf(outerA) > sizeOf(outerB) ? outerA : outerB
    return {
      // TensorFlow.js has no gradient for one matrix that serves a batch.
      inputs: [draw.values(a), draw.values(b)].map((input) =>
        sizeOf(outerA) === sizeOf(outerB) ? input : fixed(input),
      ),
      compute: (left, right) => tf.matMul(left, right, transposeA, transposeB),
      reference: (left = [], right = []) => [
        Float64Array.from({ length: sizeOf(outer) * rows * columns }, (_, i) => {
          const batch = Math.floor(i / columns / rows)
          const fromA = (sizeOf(outerA) === 1 ? 0 : batch) * rows * depth
          const fromB = (sizeOf(outerB) === 1 ? 0 : batch) * columns * depth
          const [row, column] = [Math.floor(i / columns) % rows, i % columns]
          let sum = 0
          for (let k = 0; k < depth; k++) {
            const x = left[fromA + (transposeA ? k * rows + row : row * depth + k)] ?? NaN
            sum +=
              x * (right[fromB + (transposeB ? column * depth + k : k * columns + column)] ?? NaN)
          }
          return sum
        }),
      ],
    }
  },
})
