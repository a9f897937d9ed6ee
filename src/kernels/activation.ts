import * as tf from '@tensorflow/tfjs-core'

/** What follows a sum: nothing, max(x, 0), min(max(x, 0), 6), or the exact (erf) GELU. */
export type Activation = 'none' | 'relu' | 'relu6' | 'gelu'

/** Stock-op activation, for backends without kernels of ours. */
export function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  switch (activation) {
    case 'none':
      return x
    case 'relu':
      return tf.relu(x)
    case 'relu6':
      return tf.relu6(x)
    case 'gelu':
      return composeGelu(x)
  }
}

/** x/2 (1 + erf(x / sqrt 2)). Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016. */
function composeGelu<T extends tf.Tensor>(x: T): T {
  return tf.tidy(() => {
    const gate = tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)
    return tf.mul<T>(tf.mul(x, 0.5), gate)
  })
}
