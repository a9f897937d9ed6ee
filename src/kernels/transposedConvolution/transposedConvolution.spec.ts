import type * as tf from '@tensorflow/tfjs-core'
import { activationReference } from '../../../tools/testing/operations/activationReference.ts'
import { specifyOperation, type Numbers } from '../../../tools/testing/operations/operationSpec.ts'
import type { Activation } from '../activation.ts'
import { transposedConvolution } from './transposedConvolution.ts'

interface Options {
  readonly x: readonly [batch: number, height: number, width: number, channels: number]
  /** [height, width, out] */
  readonly taps: readonly [number, number, number]
  readonly strides: readonly [number, number]
  readonly padding: readonly [number, number]
  readonly hasBias: boolean
  readonly activation: Activation
}

const plain = { strides: [2, 2], padding: [0, 0], hasBias: true, activation: 'none' } as const

export const transposedConvolutionSpec = specifyOperation<Options>({
  name: 'transposedConvolution',
  cases: {
    "the mask head's, which does not overlap": {
      ...{ ...plain, x: [3, 5, 4, 6], taps: [2, 2, 7] },
      activation: 'relu',
    },
    "U-Net's, of vectors": { ...plain, x: [2, 3, 5, 8], taps: [2, 2, 4] },
    'one that overlaps and is cut': {
      ...{ ...plain, x: [2, 4, 5, 8], taps: [3, 4, 4] },
      padding: [1, 1],
      activation: 'relu',
    },
    'stride one': { ...plain, x: [1, 4, 3, 3], taps: [3, 3, 2], strides: [1, 1], hasBias: false },
    'a stride longer than the filter': {
      ...plain,
      x: [2, 3, 2, 4],
      taps: [2, 1, 5],
      strides: [3, 2],
    },
    'an empty batch': { ...plain, x: [0, 3, 3, 4], taps: [3, 3, 4] },
    'an empty batch that does not overlap': { ...plain, x: [0, 3, 3, 4], taps: [2, 2, 4] },
  },
  any: (draw) => {
    const taps = [draw.integer(1, 4), draw.integer(1, 4), draw.integer(1, 9)] as const
    return {
      x: [draw.integer(0, 2), draw.integer(2, 5), draw.integer(2, 5), draw.integer(1, 9)],
      taps,
      strides: [draw.integer(1, 3), draw.integer(1, 3)],
      padding: [draw.integer(0, (taps[0] - 1) >> 1), draw.integer(0, (taps[1] - 1) >> 1)],
      hasBias: draw.toss(),
      activation: draw.pick(['none', 'relu', 'gelu']),
    }
  },
  make: (options, draw) => {
    const { x, taps, strides, padding, hasBias, activation } = options
    const filter = [taps[0], taps[1], taps[2], x[3]] as const
    const bias = hasBias ? [draw.values([taps[2]])] : []
    return {
      inputs: [draw.values(x), draw.values(filter), ...bias],
      compute: (...inputs) =>
        transposedConvolution(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D, {
          ...{ strides, padding, activation },
          ...(inputs[2] && { bias: inputs[2] as tf.Tensor1D }),
        }),
      reference: (cells = [], weights = [], biases = []) => [
        spread(options, cells, weights).map((sum, i) =>
          activationReference(sum + (biases[i % taps[2]] ?? 0), activation),
        ),
      ],
      shapes: [[x[0], ...sidesOf(options), taps[2]]],
    }
  },
})

function sidesOf({ x, taps, strides, padding }: Options): [number, number] {
  const side = (axis: 0 | 1): number =>
    (x[axis === 0 ? 1 : 2] - 1) * strides[axis] - 2 * padding[axis] + taps[axis]
  return [side(0), side(1)]
}

/** Each cell's share goes to every place its filter covers. */
function spread(options: Options, cells: Numbers, weights: Numbers): Float64Array {
  const { x, taps, strides, padding } = options
  const [outHeight, outWidth] = sidesOf(options)
  const [batch, height, width, channels] = x
  const [down, across, out] = taps
  const sums = new Float64Array(batch * outHeight * outWidth * out)
  for (let cell = 0; cell < batch * height * width; cell++) {
    const picture = Math.floor(cell / width / height)
    for (let tap = 0; tap < down * across; tap++) {
      const y =
        (Math.floor(cell / width) % height) * strides[0] + Math.floor(tap / across) - padding[0]
      const left = (cell % width) * strides[1] + (tap % across) - padding[1]
      if (y < 0 || y >= outHeight || left < 0 || left >= outWidth) continue
      for (let i = 0; i < out * channels; i++) {
        const to = ((picture * outHeight + y) * outWidth + left) * out + Math.floor(i / channels)
        const share =
          (cells[cell * channels + (i % channels)] ?? NaN) *
          (weights[tap * out * channels + i] ?? NaN)
        sums[to] = (sums[to] ?? 0) + share
      }
    }
  }
  return sums
}
