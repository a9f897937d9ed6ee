import type * as tf from '@tensorflow/tfjs-core'
import { specifyOperation, type Numbers } from '../../../tools/testing/operations/operationSpec.ts'
import type { Draw } from '../../../tools/testing/operations/draw.ts'
import { resizeBilinear } from '../resizeBilinear/resizeBilinear.ts'
import { resizeNearest } from '../resizeNearest/resizeNearest.ts'

interface Options {
  readonly x: readonly [batch: number, height: number, width: number, channels: number]
  readonly size: readonly [height: number, width: number]
}

const cases: Readonly<Record<string, Options>> = {
  'to twice the size, as pyramids do': { x: [2, 5, 7, 4], size: [10, 14] },
  'to eight times the size, as FCN does': { x: [1, 4, 3, 5], size: [32, 24] },
  'to odd sizes': { x: [1, 6, 9, 3], size: [13, 5] },
  'to the same size': { x: [1, 4, 5, 2], size: [4, 5] },
  'to a third': { x: [2, 9, 12, 8], size: [3, 4] },
  'from one cell': { x: [1, 1, 1, 4], size: [3, 2] },
  'to one cell': { x: [1, 5, 4, 1], size: [1, 1] },
  'of an empty batch': { x: [0, 5, 4, 3], size: [2, 9] },
}

const any = (draw: Draw): Options => ({
  x: [draw.integer(0, 2), draw.integer(1, 9), draw.integer(1, 9), draw.integer(1, 9)],
  size: [draw.integer(1, 19), draw.integer(1, 19)],
})

/** Sums of cells, each with a share of its row and one of its column. */
function blend(
  { x: [batch, height, width, channels], size }: Options,
  cells: Numbers,
  sharesOf: (at: number, inputs: number, outputs: number) => readonly (readonly [number, number])[],
): Float64Array {
  const output = new Float64Array(batch * size[0] * size[1] * channels)
  return output.map((_, i) => {
    const pixel = Math.floor(i / channels)
    const picture = Math.floor(pixel / size[1] / size[0])
    let sum = 0
    for (const [y, down] of sharesOf(Math.floor(pixel / size[1]) % size[0], height, size[0])) {
      for (const [column, across] of sharesOf(pixel % size[1], width, size[1])) {
        const from = ((picture * height + y) * width + column) * channels + (i % channels)
        sum += down * across * (cells[from] ?? NaN)
      }
    }
    return sum
  })
}

export const resizeBilinearSpec = specifyOperation<Options>({
  name: 'resizeBilinear',
  cases,
  any,
  make: (options, draw) => ({
    inputs: [draw.values(options.x)],
    compute: (cells) => resizeBilinear(cells as tf.Tensor4D, options.size),
    reference: (cells = []) => [
      blend(options, cells, (at, inputs, outputs) => {
        const place = Math.max(((at + 0.5) * inputs) / outputs - 0.5, 0)
        const low = Math.min(Math.floor(place), inputs - 1)
        return [
          [low, 1 - (place - low)],
          [Math.min(low + 1, inputs - 1), place - low],
        ]
      }),
    ],
    shapes: [[options.x[0], ...options.size, options.x[3]]],
  }),
})

export const resizeNearestSpec = specifyOperation<Options>({
  name: 'resizeNearest',
  cases,
  any,
  make: (options, draw) => ({
    inputs: [draw.values(options.x)],
    compute: (cells) => resizeNearest(cells as tf.Tensor4D, options.size),
    reference: (cells = []) => [
      blend(options, cells, (at, inputs, outputs) => {
        // PyTorch multiplies by the quotient in float32, which whole numbers can fall short of.
        const place = Math.floor(Math.fround(at * Math.fround(inputs / outputs)))
        return [[Math.min(place, inputs - 1), 1]]
      }),
    ],
  }),
})
