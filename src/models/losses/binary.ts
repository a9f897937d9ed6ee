import * as tf from '@tensorflow/tfjs-core'

/** What each pixel of one yes-or-no map should be. */
export interface BinaryTargets {
  /** 0 to 1, of the shape of the logits. */
  readonly targets: tf.Tensor
  /** 1, or 0 where the pixel is ignored; of a shape that broadcasts. */
  readonly counts: tf.Tensor
}

/**
 * PyTorch's `binary_cross_entropy_with_logits`, the mean over the pixels that count. `positiveWeight` multiplies the
 * part of the positives.
 */
export function binaryCrossEntropy(
  logits: tf.Tensor,
  { targets, counts }: BinaryTargets,
  positiveWeight = 1,
): tf.Scalar {
  return countedMean(entropyOf(logits, targets, positiveWeight), counts)
}

export interface FocalOptions {
  /** Weight of the positives; the negatives have 1 - alpha. */
  readonly alpha: number
  /** How fast what is already right stops counting. */
  readonly gamma: number
}

/** Lin et al., "Focal Loss", 2017, as torchvision's `sigmoid_focal_loss` with reduction `mean`. */
export function focalLoss(
  logits: tf.Tensor,
  { targets, counts }: BinaryTargets,
  { alpha, gamma }: FocalOptions,
): tf.Scalar {
  const probability = tf.sigmoid(logits)
  const against = tf.sub(1, targets)
  const right = tf.add(tf.mul(probability, targets), tf.mul(tf.sub(1, probability), against))
  const weight = tf.add(tf.mul(targets, alpha), tf.mul(against, 1 - alpha))
  const modulation = tf.pow(tf.maximum(tf.sub(1, right), 1e-12), gamma)
  return countedMean(tf.mul(tf.mul(weight, modulation), entropyOf(logits, targets, 1)), counts)
}

/** -(w t log p + (1 - t) log (1 - p)) = (1 - t) x + (1 + (w - 1) t) log(1 + e^-x) */
function entropyOf(logits: tf.Tensor, targets: tf.Tensor, positiveWeight: number): tf.Tensor {
  const weight = tf.add(1, tf.mul(targets, positiveWeight - 1))
  return tf.add(tf.mul(tf.sub(1, targets), logits), tf.mul(weight, tf.softplus(tf.neg(logits))))
}

function countedMean(values: tf.Tensor, counts: tf.Tensor): tf.Scalar {
  const counted = tf.mul(values, counts)
  // Counts may have fewer axes than the values: how many values one count stands for.
  const repeats = values.size / counts.size
  return tf.div(tf.sum(counted), tf.maximum(tf.mul(tf.sum(counts), repeats), 1e-12))
}
