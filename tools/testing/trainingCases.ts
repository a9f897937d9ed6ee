import * as tf from '@tensorflow/tfjs-core'
import { batchNorm, frozenBatchNorm } from '../../src/kernels/batchNorm/batchNorm.ts'
import { maskPaste } from '../../src/kernels/maskPaste/maskPaste.ts'
import { maxPool, type MaxPoolOptions } from '../../src/kernels/maxPool/maxPool.ts'
import { resizeBilinear } from '../../src/kernels/resizeBilinear/resizeBilinear.ts'
import { resizeNearest } from '../../src/kernels/resizeNearest/resizeNearest.ts'
import { topK } from '../../src/kernels/topK/topK.ts'
import { transposedConvolution } from '../../src/kernels/transposedConvolution/transposedConvolution.ts'

type Shape4 = [number, number, number, number]

const noise = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> =>
  tf.randomUniform<R>(shape, -1, 1, 'float32', seed)
/** Values that often are alike, so that ties are met. */
const steps = (shape: Shape4, seed: number): tf.Tensor4D =>
  tf.round(tf.mul(noise<tf.Rank.R4>(shape, seed), 2))

/** An answer and what each input gets back for random `dy`. */
function withGradients(
  compute: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
): tf.Tensor[] {
  const y = compute(...inputs)
  return [y, ...tf.grads(compute)(inputs, noise(y.shape, 99))]
}

const pooled = (x: tf.Tensor4D, options: MaxPoolOptions): tf.Tensor[] =>
  withGradients((value) => maxPool(value as tf.Tensor4D, options), [x])

const resized = (shape: Shape4, size: [number, number]): tf.Tensor[] => [
  ...withGradients((x) => resizeBilinear(x as tf.Tensor4D, size), [noise<tf.Rank.R4>(shape, 1)]),
  ...withGradients((x) => resizeNearest(x as tf.Tensor4D, size), [noise<tf.Rank.R4>(shape, 2)]),
]

const normalised = (shape: Shape4): tf.Tensor[] => {
  const channels = shape[3]
  const x = tf.add(tf.mul(noise<tf.Rank.R4>(shape, 3), 2), 5)
  const scale = noise<tf.Rank.R1>([channels], 4)
  const offset = noise<tf.Rank.R1>([channels], 5)
  const { mean, variance } = batchNorm(x as tf.Tensor4D, { scale, offset, epsilon: 1e-5 })
  return [
    mean,
    variance,
    ...withGradients(
      (value, gain, shift) =>
        batchNorm(value as tf.Tensor4D, {
          scale: gain as tf.Tensor1D,
          offset: shift as tf.Tensor1D,
          epsilon: 1e-5,
        }).output,
      [x, scale, offset],
    ),
  ]
}

const frozen = (shape: Shape4): tf.Tensor[] => {
  const channels = shape[3]
  const vector = (seed: number): tf.Tensor1D => noise<tf.Rank.R1>([channels], seed)
  const mean = vector(6)
  return withGradients(
    (x, scale, offset, variance) =>
      frozenBatchNorm(x as tf.Tensor4D, {
        scale: scale as tf.Tensor1D,
        offset: offset as tf.Tensor1D,
        mean,
        variance: variance as tf.Tensor1D,
        epsilon: 1e-5,
      }),
    [noise(shape, 7), vector(8), vector(9), tf.add(vector(10), 1.5)],
  )
}

const transposed = (
  shape: Shape4,
  filter: Shape4,
  options: { strides?: number; padding?: number } = {},
): tf.Tensor[] =>
  withGradients(
    (x, weights, bias) =>
      transposedConvolution(x as tf.Tensor4D, weights as tf.Tensor4D, {
        ...options,
        bias: bias as tf.Tensor1D,
        activation: 'relu',
      }),
    [noise(shape, 11), noise(filter, 12), noise([filter[2]], 13)],
  )

const gathered = (shape: number[], indices: tf.Tensor, axis: number): tf.Tensor[] =>
  withGradients((x) => tf.gather(x, indices, axis), [noise(shape, 14)])

/**
 * The operations of training graphs, answers and gradients, at sizes with odd ends. Every backend answers them as the
 * CPU does, and alike on each run; the CPU's are held to references of their own beside each operation.
 */
export const TRAINING_CASES: Readonly<Record<string, () => tf.Tensor[]>> = {
  'max pooling with ties, padding and windows that overlap': () =>
    pooled(steps([2, 9, 11, 3], 20), { size: 3, strides: 2, padding: 1 }),
  'max pooling of vectors': () => pooled(steps([1, 8, 6, 8], 21), { size: 2 }),
  'max pooling that leaves cells out': () =>
    pooled(steps([1, 9, 10, 4], 22), { size: 1, strides: 2 }),
  'max pooling with windows that are no squares': () =>
    pooled(steps([1, 7, 12, 5], 23), { size: [3, 2], strides: [1, 3], padding: [1, 0] }),
  'resizing to twice the size': () => resized([2, 5, 7, 4], [10, 14]),
  'resizing to odd sizes': () => resized([1, 6, 9, 3], [13, 5]),
  'resizing from one cell': () => resized([1, 1, 1, 4], [3, 2]),
  'resizing to one cell': () => resized([1, 5, 4, 1], [1, 1]),
  'batch norm of vectors': () => normalised([3, 19, 17, 8]),
  'batch norm of odd channels': () => normalised([2, 5, 7, 3]),
  'frozen batch norm': () => frozen([2, 5, 7, 8]),
  'transposed convolution that does not overlap': () =>
    transposed([3, 5, 4, 6], [2, 2, 7, 6], { strides: 2 }),
  'transposed convolution that overlaps and is cut': () =>
    transposed([2, 4, 5, 8], [3, 4, 4, 8], { strides: 2, padding: 1 }),
  'transposed convolution of stride one': () => transposed([1, 4, 3, 3], [3, 3, 2, 3]),
  'gathering rows with repeats': () =>
    gathered([5, 3], tf.tensor1d([4, 0, 0, 2, 4, 4], 'int32'), 0),
  'gathering along an inner axis': () =>
    gathered(
      [3, 7, 4],
      tf.tensor2d(
        [
          [6, 1],
          [1, 1],
        ],
        [2, 2],
        'int32',
      ),
      1,
    ),
  'gathering nothing': () => gathered([4, 3], tf.tensor1d([], 'int32'), 0),
  'the greatest of rows, with ties': () => {
    const { values, indices } = topK(tf.reshape(steps([1, 1, 3, 700], 24), [3, 700]), 37)
    return [values, indices]
  },
  'the greatest of a row that is no whole share of the lanes': () => {
    const { values, indices } = topK(noise<tf.Rank.R2>([1, 1037], 25), 1000)
    return [values, indices]
  },
  'all of a row in order': () => {
    return [topK(tf.tensor2d([[0, -0, 3, -Infinity, Infinity, -7, 3]]), 7).indices]
  },
  'masks of boxes over the border, outside, and without extent': () => [
    maskPaste(
      tf.randomUniform<tf.Rank.R3>([6, 7, 7], 0, 1, 'float32', 26),
      tf.tensor2d([
        [3.2, 4.1, 19.7, 15.5],
        [-6.3, -2.2, 8.8, 9.1],
        [20.4, 10.5, 61.1, 33.3],
        [70, 40, 90, 60],
        [11.5, 12.5, 11.5, 12.5],
        [0, 0, 31, 23],
      ]),
      { height: 23, width: 31 },
    ),
  ],
}
