import * as tf from '@tensorflow/tfjs-core'
import { softmaxReference } from '../../../tools/testing/operations/softmaxReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'

interface Options {
  readonly rows: number
  readonly columns: number
  readonly reach: number
}

/** TensorFlow.js's operation, whose kernel on WebAssembly is ours. */
export const softmaxSpec = specifyOperation<Options>({
  name: 'tf.softmax',
  cases: {
    'of classes': { rows: 7, columns: 91, reach: 4 },
    'of odd columns': { rows: 5, columns: 3, reach: 1 },
    'of one column': { rows: 4, columns: 1, reach: 1 },
    'of scores far apart': { rows: 3, columns: 33, reach: 80 },
    'of no rows': { rows: 0, columns: 5, reach: 1 },
  },
  any: (draw) => ({
    rows: draw.integer(1, 9),
    columns: draw.integer(1, 70),
    reach: draw.pick([1, 10]),
  }),
  make: ({ rows, columns, reach }, draw) => ({
    inputs: [draw.values([rows, columns], -reach, reach)],
    compute: (x) => tf.softmax(x),
    reference: (x = []) => [
      Array.from({ length: rows }, (_, row) =>
        softmaxReference(Array.from(x).slice(row * columns, (row + 1) * columns)),
      ).flat(),
    ],
    shapes: [[rows, columns]],
  }),
})
