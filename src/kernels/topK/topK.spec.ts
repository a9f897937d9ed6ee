import type * as tf from '@tensorflow/tfjs-core'
import type { Draw, DrawnInput } from '../../../tools/testing/operations/draw.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { topK } from './topK.ts'

interface Options {
  readonly rows: number
  readonly columns: number
  readonly k: number
  /** Drawn from few different ones, so that many are equal. */
  readonly hasTies?: boolean
  /** Instead of drawn ones. */
  readonly values?: readonly number[]
}

export const topKSpec = specifyOperation<Options>({
  name: 'topK',
  cases: {
    'a few of several rows': { rows: 3, columns: 700, k: 37 },
    'a row that is no whole share of the lanes': { rows: 1, columns: 1037, k: 1000 },
    'all of a row': { rows: 2, columns: 65, k: 65 },
    'the greatest alone': { rows: 5, columns: 9, k: 1 },
    'a few of several rows, many alike': { rows: 3, columns: 700, k: 37, hasTies: true },
    'zeros of both signs and endless values': {
      ...{ rows: 1, columns: 7, k: 7 },
      values: [0, -0, 3, -Infinity, Infinity, -7, 3],
    },
    none: { rows: 2, columns: 9, k: 0 },
    'of no rows': { rows: 0, columns: 9, k: 3 },
  },
  any: (draw) => {
    const columns = draw.integer(1, 150)
    return { rows: draw.integer(0, 3), columns, k: draw.integer(0, columns) }
  },
  make: (options, draw) => ({
    inputs: [drawRows(options, draw)],
    compute: (x) => {
      const { values, indices } = topK(x as tf.Tensor2D, options.k)
      return [values, indices]
    },
    reference: (x = []) => {
      const { rows, columns, k } = options
      const places = Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (_unused, place) => place)
          .sort((a, b) => (x[row * columns + b] ?? NaN) - (x[row * columns + a] ?? NaN) || a - b)
          .slice(0, k),
      )
      const values = places.flatMap((own, row) => own.map((at) => x[row * columns + at] ?? NaN))
      return [values, places.flat()]
    },
    shapes: [
      [options.rows, options.k],
      [options.rows, options.k],
    ],
  }),
})

/** Without a gradient where small steps change the order. */
function drawRows({ rows, columns, hasTies = false, values }: Options, draw: Draw): DrawnInput {
  const shape = [rows, columns]
  if (values !== undefined) return { shape, values: Float32Array.from(values), isFixed: true }
  if (!hasTies) return draw.apart(shape)
  const steps = Float32Array.from(draw.integers(shape, -3, 3).values)
  return { shape, values: steps, isFixed: true }
}
