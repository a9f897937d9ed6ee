import * as tf from '@tensorflow/tfjs-core'

/**
 * How much of the average stays at update `step` (from 0). Early averages forget faster, or they would be the random
 * start for a long time (as TensorFlow's ExponentialMovingAverage with `num_updates`).
 */
export function averageDecay(decay: number, step: number): number {
  return Math.min(decay, (1 + step) / (10 + step))
}

/** `average * decay + value * (1 - decay)`; the caller owns the result. */
export function updateAverage(average: tf.Tensor, value: tf.Tensor, decay: number): tf.Tensor {
  return tf.tidy(() => tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay)))
}
