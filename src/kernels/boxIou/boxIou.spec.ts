import type * as tf from '@tensorflow/tfjs-core'
import { drawBoxes } from '../../../tools/testing/operations/drawBoxes.ts'
import { overlapReference } from '../../../tools/testing/operations/overlapReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { boxIou } from './boxIou.ts'

interface Options {
  readonly rows: number
  readonly columns: number
}

export const boxIouSpec = specifyOperation<Options>({
  name: 'boxIou',
  cases: {
    '37 by 53': { rows: 37, columns: 53 },
    'one by many': { rows: 1, columns: 200 },
    'none by some': { rows: 0, columns: 5 },
    'some by none': { rows: 4, columns: 0 },
  },
  any: (draw) => ({ rows: draw.integer(0, 40), columns: draw.integer(0, 40) }),
  make: ({ rows, columns }, draw) => ({
    inputs: [drawBoxes(draw, rows), drawBoxes(draw, columns)],
    compute: (a, b) => boxIou(a as tf.Tensor2D, b as tf.Tensor2D),
    reference: (a = [], b = []) => [
      Float64Array.from({ length: rows * columns }, (_, i) =>
        overlapReference(a, Math.floor(i / columns), b, i % columns),
      ),
    ],
    shapes: [[rows, columns]],
  }),
})
