import { softmaxReference } from '../../../tools/testing/operations/softmaxReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { logSoftmax, softmax } from './softmax.ts'

interface Options {
  readonly rows: number
  readonly columns: number
  readonly reach: number
  readonly isLog: boolean
}

export const softmaxSpec = specifyOperation<Options>({
  name: 'softmax',
  cases: {
    'of classes': { rows: 7, columns: 91, reach: 4, isLog: false },
    'of odd columns': { rows: 5, columns: 3, reach: 1, isLog: false },
    'of one column': { rows: 4, columns: 1, reach: 1, isLog: false },
    'of scores far apart': { rows: 3, columns: 33, reach: 80, isLog: false },
    'of no rows': { rows: 0, columns: 5, reach: 1, isLog: false },
    'the logarithm of classes': { rows: 7, columns: 91, reach: 4, isLog: true },
    'the logarithm of many rows': { rows: 150, columns: 2, reach: 2, isLog: true },
    'the logarithm of no rows': { rows: 0, columns: 5, reach: 1, isLog: true },
  },
  any: (draw) => ({
    rows: draw.integer(1, 9),
    columns: draw.integer(1, 70),
    reach: draw.pick([1, 10]),
    isLog: draw.pick([false, true]),
  }),
  make: ({ rows, columns, reach, isLog }, draw) => ({
    inputs: [draw.values([rows, columns], -reach, reach)],
    compute: (x) => (isLog ? logSoftmax(x) : softmax(x)),
    reference: (x = []) => [
      Array.from({ length: rows }, (_, row) => {
        const shares = softmaxReference(Array.from(x).slice(row * columns, (row + 1) * columns))
        return isLog ? shares.map((share) => Math.log(share)) : shares
      }).flat(),
    ],
    shapes: [[rows, columns]],
  }),
})
