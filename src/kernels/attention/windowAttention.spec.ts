import type * as tf from '@tensorflow/tfjs-core'
import { softmaxReference } from '../../../tools/testing/operations/softmaxReference.ts'
import { specifyOperation, type Numbers } from '../../../tools/testing/operations/operationSpec.ts'
import { windowAttention } from './windowAttention.ts'

interface Options {
  readonly height: number
  readonly width: number
  readonly heads: number
  readonly depth: number
  readonly windowSide: number
}

export const windowAttentionSpec = specifyOperation<Options>({
  name: 'windowAttention',
  cases: {
    'windows that hang over the border': { height: 5, width: 7, heads: 2, depth: 8, windowSide: 3 },
    'whole windows': { height: 4, width: 6, heads: 1, depth: 16, windowSide: 2 },
    'one window larger than the picture': {
      height: 2,
      width: 3,
      heads: 2,
      depth: 8,
      windowSide: 4,
    },
    'heads of odd depth': { height: 3, width: 3, heads: 2, depth: 3, windowSide: 2 },
  },
  any: (draw) => ({
    height: draw.integer(1, 8),
    width: draw.integer(1, 8),
    heads: draw.integer(1, 2),
    depth: draw.pick([8, 5]),
    windowSide: draw.integer(1, 4),
  }),
  make: (options, draw) => {
    const { height, width, heads, depth, windowSide } = options
    const cells = windowSide * windowSide
    return {
      inputs: [
        draw.values([height * width, heads * 3 * depth]),
        draw.values([heads, cells, cells]),
        draw.values([heads * 3 * depth]),
      ],
      compute: (...inputs) =>
        windowAttention({
          qkv: inputs[0] as tf.Tensor2D,
          bias: inputs[1] as tf.Tensor3D,
          outside: inputs[2] as tf.Tensor1D,
          ...{ height, width, heads, windowSide },
        }),
      reference: (qkv = [], bias = [], outside = []) => [attend(options, qkv, bias, outside)],
      shapes: [[height * width, heads * depth]],
    }
  },
})

/** Pixel by pixel: to the cells of its window, those beyond the border as `outside` says. */
function attend(
  { height, width, heads, depth, windowSide }: Options,
  qkv: Numbers,
  bias: Numbers,
  outside: Numbers,
): Float64Array {
  const cells = windowSide * windowSide
  const all = heads * 3 * depth
  const output = new Float64Array(height * width * heads * depth)
  for (let line = 0; line < height * width * heads; line++) {
    const head = line % heads
    const pixel = Math.floor(line / heads)
    const [y, x] = [Math.floor(pixel / width), pixel % width]
    const [top, left] = [y - (y % windowSide), x - (x % windowSide)]
    const own = (y % windowSide) * windowSide + (x % windowSide)
    // Part 0 the query, 1 the key, 2 the value.
    const valueAt = (row: number, column: number, part: number, i: number): number => {
      const at = (head * 3 + part) * depth + i
      if (row >= height || column >= width) return outside[at] ?? NaN
      return qkv[(row * width + column) * all + at] ?? NaN
    }
    const cellAt = (cell: number, part: number, i: number): number =>
      valueAt(top + Math.floor(cell / windowSide), left + (cell % windowSide), part, i)
    const scores = Array.from({ length: cells }, (_, cell) => {
      let sum = 0
      for (let i = 0; i < depth; i++) sum += valueAt(y, x, 0, i) * cellAt(cell, 1, i)
      return sum / Math.sqrt(depth) + (bias[(head * cells + own) * cells + cell] ?? NaN)
    })
    softmaxReference(scores).forEach((share, cell) => {
      for (let i = 0; i < depth; i++) {
        const to = (pixel * heads + head) * depth + i
        output[to] = (output[to] ?? 0) + share * cellAt(cell, 2, i)
      }
    })
  }
  return output
}
