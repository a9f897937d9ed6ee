import * as tf from '@tensorflow/tfjs-core'
import {
  channelMoments,
  channelSums,
  runAffine,
  type BatchNormOptions,
  type BatchNormResult,
} from './batchNorm.ts'

export interface RowsBatchNormOptions extends BatchNormOptions {
  /** [batch] 1 for rows that count, 0 for those that only pad. */
  readonly rows: tf.Tensor1D
}

/**
 * `batchNorm` over some rows of a batch of fixed size: as if those that pad were not there. No gradient goes into
 * padding, and none may come to it. Without any row that counts, mean and variance are 0.
 *
 * @param x [batch, height, width, channels] float32
 */
export function batchNormOfRows(
  x: tf.Tensor4D,
  { scale, offset, epsilon, rows }: RowsBatchNormOptions,
): BatchNormResult {
  const [batch, height, width] = x.shape
  const mask = tf.reshape<tf.Rank.R4>(rows, [batch, 1, 1, 1])
  const count = countOf(rows, height * width)
  const { mean, variance } = tf.tidy(() => {
    // The kernel takes moments over all rows: of x with zeros, then of x with its own mean, in the place of padding.
    const growth = tf.div(batch * height * width, count)
    const counted = tf.mul<tf.Tensor4D>(x, mask)
    const own = tf.mul<tf.Tensor1D>(channelMoments(counted).mean, growth)
    const filled = tf.add<tf.Tensor4D>(counted, tf.mul(tf.sub(1, mask), own))
    return { mean: own, variance: tf.mul<tf.Tensor1D>(channelMoments(filled).variance, growth) }
  })
  const normalise = tf.customGrad((...args) => {
    const [values, gain, shift, save] = args as [
      tf.Tensor4D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.GradSaveFunc,
    ]
    const inverse = tf.rsqrt(tf.add(variance, epsilon))
    save([values, gain, mean, inverse, mask, count])
    const slope = tf.mul<tf.Tensor1D>(gain, inverse)
    return { value: runAffine({ x: values, mean, slope, shift }), gradFunc: gradients }
  })
  return { output: normalise(x, scale, offset) as tf.Tensor4D, mean, variance }
}

/** As those of `batchNorm`, over the rows that count. */
function gradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, scale, mean, inverse, mask, count] = saved
  if (!x || !scale || !mean || !inverse || !mask || !count) {
    throw new Error('Batch norm of rows saved six tensors.')
  }
  const [sums, products] = channelSums(dy, x, mean)
  const gain = tf.mul(scale, inverse)
  const share = tf.div(tf.neg(gain), count)
  const slope = tf.mul(tf.mul(share, tf.square(inverse)), products)
  const shift = tf.mul(share, sums)
  const dx = tf.mul(runAffine({ x, mean, slope, shift, dy, gain }), mask)
  return [dx, tf.mul(products, inverse), sums]
}

/** Values a channel of the rows that count; 1 where none does, so that nothing is divided by zero. */
export function countOf(rows: tf.Tensor1D, pixels: number): tf.Scalar {
  return tf.tidy(() => tf.maximum<tf.Scalar>(tf.mul(tf.sum(rows), pixels), 1))
}
