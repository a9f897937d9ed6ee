import type * as tf from '@tensorflow/tfjs-core'
import { specifyOperation, type Numbers } from '../../../tools/testing/operations/operationSpec.ts'
import { maxPool } from './maxPool.ts'

interface Options {
  readonly x: readonly [batch: number, height: number, width: number, channels: number]
  readonly size: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly padding: readonly [number, number]
  /** Few different values, so that windows have several greatest. */
  readonly hasTies: boolean
}

const three = { size: [3, 3], strides: [2, 2], padding: [1, 1], hasTies: false } as const
const two = { size: [2, 2], strides: [2, 2], padding: [0, 0], hasTies: false } as const

export const maxPoolSpec = specifyOperation<Options>({
  name: 'maxPool',
  cases: {
    "ResNet's": { ...three, x: [2, 9, 11, 8] },
    "ResNet's with ties": { ...three, x: [2, 9, 11, 3], hasTies: true },
    "U-Net's": { ...two, x: [1, 8, 6, 8] },
    "U-Net's with ties, odd sides": { ...two, x: [2, 7, 5, 4], hasTies: true },
    "the pyramid's last level, which leaves cells out": { ...two, x: [1, 9, 10, 4], size: [1, 1] },
    'windows that are no squares': {
      ...{ x: [1, 7, 12, 5], size: [3, 2], strides: [1, 3], padding: [1, 0], hasTies: true },
    },
    'one cell': { ...three, x: [1, 1, 1, 1] },
    'an empty batch': { ...three, x: [0, 4, 4, 3] },
  },
  any: (draw) => {
    const size = [draw.integer(1, 4), draw.integer(1, 4)] as const
    return {
      x: [
        draw.integer(0, 2),
        draw.integer(size[0], 9),
        draw.integer(size[1], 9),
        draw.integer(1, 9),
      ],
      size,
      strides: [draw.integer(1, 3), draw.integer(1, 3)],
      padding: [draw.integer(0, size[0] >> 1), draw.integer(0, size[1] >> 1)],
      hasTies: draw.toss(),
    }
  },
  make: (options, draw) => {
    const { x, size, strides, padding, hasTies } = options
    const ties = draw.integers(x, -2, 2).values
    const input = hasTies
      ? { shape: x, values: Float32Array.from(ties), isFixed: false }
      : draw.apart(x)
    return {
      inputs: [input],
      compute: (cells) => maxPool(cells as tf.Tensor4D, { size, strides, padding }),
      reference: (cells = []) => [
        Float64Array.from(greatestOf(options, cells), (place) => cells[place] ?? NaN),
      ],
      ...(hasTies && {
        gradients: (dy: Numbers, cells: Numbers = []) => {
          const sums = new Float64Array(cells.length)
          greatestOf(options, cells).forEach((place, i) => {
            sums[place] = (sums[place] ?? 0) + (dy[i] ?? NaN)
          })
          return [sums]
        },
      }),
    }
  },
})

/** Of each window the place of the first greatest, row by row. */
function greatestOf({ x, size, strides, padding }: Options, cells: Numbers): number[] {
  const [batch, height, width, channels] = x
  const outHeight = Math.floor((height + 2 * padding[0] - size[0]) / strides[0]) + 1
  const outWidth = Math.floor((width + 2 * padding[1] - size[1]) / strides[1]) + 1
  return Array.from({ length: batch * outHeight * outWidth * channels }, (_, i) => {
    const window = Math.floor(i / channels)
    const picture = Math.floor(window / outWidth / outHeight) * height
    const top = (Math.floor(window / outWidth) % outHeight) * strides[0] - padding[0]
    const left = (window % outWidth) * strides[1] - padding[1]
    let best = -1
    for (let tap = 0; tap < size[0] * size[1]; tap++) {
      const y = top + Math.floor(tap / size[1])
      const column = left + (tap % size[1])
      if (y < 0 || y >= height || column < 0 || column >= width) continue
      const place = ((picture + y) * width + column) * channels + (i % channels)
      if (best < 0 || (cells[place] ?? NaN) > (cells[best] ?? NaN)) best = place
    }
    return best
  })
}
