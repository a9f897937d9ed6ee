import type * as tf from '@tensorflow/tfjs-core'
import { fixed } from '../../../tools/testing/operations/draw.ts'
import { specifyOperation, type Numbers } from '../../../tools/testing/operations/operationSpec.ts'
import { maskPaste } from './maskPaste.ts'

interface Options {
  readonly masks: number
  readonly side: number
  readonly height: number
  readonly width: number
  /** Instead of drawn ones. */
  readonly boxes?: readonly (readonly number[])[]
}

export const maskPasteSpec = specifyOperation<Options>({
  name: 'maskPaste',
  cases: {
    "the mask head's": { masks: 5, side: 28, height: 23, width: 31 },
    'small masks into a large picture': { masks: 3, side: 7, height: 60, width: 81 },
    'masks of one cell': { masks: 4, side: 1, height: 9, width: 8 },
    'boxes over the border, outside, and without extent': {
      ...{ masks: 6, side: 7, height: 23, width: 31 },
      boxes: [
        [3.2, 4.1, 19.7, 15.5],
        [-6.3, -2.2, 8.8, 9.1],
        [20.4, 10.5, 61.1, 33.3],
        [70, 40, 90, 60],
        [11.5, 12.5, 11.5, 12.5],
        [0, 0, 31, 23],
      ],
    },
    'no masks': { masks: 0, side: 28, height: 9, width: 8 },
  },
  any: (draw) => ({
    masks: draw.integer(0, 4),
    side: draw.integer(1, 14),
    height: draw.integer(1, 30),
    width: draw.integer(1, 30),
  }),
  make: (options, draw) => {
    const { masks, side, height, width } = options
    // Over the borders, outside, turned inside out.
    const { values: corners } = draw.values([masks, 4], -0.4, 1.4)
    const drawn = corners.map((share, i) => share * (i % 2 === 0 ? width : height))
    const boxes = options.boxes === undefined ? drawn : Float32Array.from(options.boxes.flat())
    return {
      inputs: [
        fixed(draw.values([masks, side, side], 0, 1)),
        { shape: [masks, 4], values: boxes, isFixed: true },
      ],
      compute: (x, at) => maskPaste(x as tf.Tensor3D, at as tf.Tensor2D, { height, width }),
      reference: (x = [], at = []) => [
        Float64Array.from({ length: masks * height * width }, (_, i) => {
          const mask = Math.floor(i / width / height)
          const [row, column] = [Math.floor(i / width) % height, i % width]
          return probabilityAt(options, x, at, { mask, row, column })
        }),
      ],
      shapes: [[masks, height, width]],
    }
  },
})

/** One pixel of one mask: a frame of zeros, the box grown by it and cut to whole pixels, the mask resized to those. */
function probabilityAt(
  { side }: Options,
  masks: Numbers,
  boxes: Numbers,
  { mask, row, column }: { mask: number; row: number; column: number },
): number {
  const padded = side + 2
  const tapsOf = (axis: 0 | 1, pixel: number): (readonly [number, number])[] => {
    const [low, high] = [boxes[mask * 4 + axis] ?? NaN, boxes[mask * 4 + axis + 2] ?? NaN]
    const half = (((high - low) / 2) * padded) / side
    const first = Math.trunc((low + high) / 2 - half)
    const pixels = Math.max(Math.trunc((low + high) / 2 + half) - first + 1, 1)
    if (pixel < first || pixel >= first + pixels) return []
    const place = Math.max(((pixel - first + 0.5) * padded) / pixels - 0.5, 0)
    const cell = Math.min(Math.floor(place), padded - 1)
    return [
      [cell, 1 - (place - cell)],
      [Math.min(cell + 1, padded - 1), place - cell],
    ]
  }
  let sum = 0
  for (const [y, down] of tapsOf(1, row)) {
    for (const [x, across] of tapsOf(0, column)) {
      if (y === 0 || x === 0 || y > side || x > side) continue
      sum += down * across * (masks[(mask * side + y - 1) * side + x - 1] ?? NaN)
    }
  }
  return sum
}
