import * as tf from '@tensorflow/tfjs-core'
import { softmax } from '../../kernels/softmax/softmax.ts'
import type { ClassTargets } from './classTargets.ts'

export interface TverskyOptions {
  /** What a false alarm costs. Dice is alpha = beta = 0.5, IoU is 1 and 1. */
  readonly alpha: number
  /** What a miss costs. */
  readonly beta: number
  /** Added above and below, so that an absent class that is not claimed is perfect. */
  readonly smooth: number
}

/**
 * 1 - TP / (TP + alpha FP + beta FN) of the softmax, per picture and class, the mean over the classes but the background
 * and the pictures (Salehi et al., "Tversky loss", 2017). Ignored pixels count for nothing.
 *
 * @param logits [batch, height, width, classes]
 */
export function tverskyLoss(
  logits: tf.Tensor4D,
  targets: ClassTargets,
  { alpha, beta, smooth }: TverskyOptions,
): tf.Scalar {
  const classes = logits.shape[3]
  const probability = tf.mul(softmax(logits), tf.expandDims(targets.counts, 3))
  const hits = tf.sum(tf.mul(probability, targets.oneHot), [1, 2]) // [batch, classes]
  const alarms = tf.sub(tf.sum(probability, [1, 2]), hits)
  const misses = tf.sub(tf.sum(targets.oneHot, [1, 2]), hits)
  const all = tf.add(hits, tf.add(tf.mul(alarms, alpha), tf.mul(misses, beta)))
  const scores = tf.div(tf.add(hits, smooth), tf.add(all, smooth))
  const first = classes === 1 ? 0 : 1
  return tf.mean(tf.sub(1, tf.slice(scores, [0, first], [-1, classes - first])))
}

/** Milletari et al., "V-Net", 2016, without their squares: 1 - (2 overlap + 1) / (predicted + true + 1). */
export function diceLoss(logits: tf.Tensor4D, targets: ClassTargets): tf.Scalar {
  return tverskyLoss(logits, targets, { alpha: 0.5, beta: 0.5, smooth: 0.5 })
}
