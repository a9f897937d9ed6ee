import * as tf from '@tensorflow/tfjs-core'

/** x relu6(x + 3) / 6 (Howard et al., "Searching for MobileNetV3", 2019). */
export function hardSwish(x: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(x, hardSigmoid(x))
}

/** relu6(x + 3) / 6 */
export function hardSigmoid(x: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(tf.clipByValue(tf.add(x, 3), 0, 6), 1 / 6)
}
