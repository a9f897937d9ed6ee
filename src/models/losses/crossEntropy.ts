import * as tf from '@tensorflow/tfjs-core'
import { logSoftmax } from '../../kernels/softmax/softmax.ts'
import type { ClassTargets } from './classTargets.ts'

export interface CrossEntropyOptions {
  /** How much each class counts; 1 where not said. */
  readonly classWeights?: readonly number[]
  /** Share of the target spread over all classes, 0 to 1. */
  readonly labelSmoothing?: number
}

/**
 * PyTorch's `cross_entropy(logits, target, weight, ignore_index, label_smoothing)`: the mean over the pixels that are
 * not ignored, each weighted by its class.
 *
 * @param logits [batch, height, width, classes]
 */
export function softmaxCrossEntropy(
  logits: tf.Tensor4D,
  { oneHot, counts }: ClassTargets,
  { classWeights, labelSmoothing = 0 }: CrossEntropyOptions = {},
): tf.Scalar {
  const classes = logits.shape[3]
  const weights = tf.tensor1d(
    classWeights === undefined ? Array(classes).fill(1) : [...classWeights],
  )
  const surprise = tf.neg(logSoftmax(logits))
  const weighted = tf.mul(oneHot, weights)
  const total = tf.sum(tf.mul(surprise, weighted))
  const share = tf.div(total, tf.maximum(tf.sum(weighted), 1e-12))
  if (labelSmoothing === 0) return share as tf.Scalar
  const spread = tf.sum(tf.mul(tf.sum(tf.mul(surprise, weights), -1), counts))
  const smooth = tf.div(spread, tf.maximum(tf.sum(weighted), 1e-12))
  return tf.add(tf.mul(share, 1 - labelSmoothing), tf.mul(smooth, labelSmoothing / classes))
}
