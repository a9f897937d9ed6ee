import * as tf from '@tensorflow/tfjs-core'
import { logSoftmax } from '../../kernels/softmax/softmax.ts'

/** Where the smooth L1 loss turns from a square to a line (torchvision: 1/9). */
const BETA = 1 / 9

/** Binary cross entropy of each logit. log(1 + e^x) - x * target */
export function binaryCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(logits), tf.mul(logits, targets))
}

/** Girshick, "Fast R-CNN", 2015, equation 3, with torch's `beta`. Of each element. */
export function smoothL1(values: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const distance = tf.abs(tf.sub(values, targets))
  const near = tf.minimum(distance, BETA)
  // Near: distance² / 2 beta. Far: distance - beta / 2. Both are near * (distance - near / 2) / beta.
  return tf.mul(tf.mul(near, tf.sub(distance, tf.mul(near, 0.5))), 1 / BETA)
}

/**
 * Cross entropy of each row.
 *
 * @param logits [rows, classes]
 * @param oneHot [rows, classes]
 * @returns [rows]
 */
export function crossEntropy(logits: tf.Tensor2D, oneHot: tf.Tensor2D): tf.Tensor1D {
  return tf.neg(tf.sum<tf.Tensor1D>(tf.mul(logSoftmax(logits), oneHot), 1))
}

/** Sum of value * weight over everything. */
export function weightedSum(values: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(values, weights))
}
