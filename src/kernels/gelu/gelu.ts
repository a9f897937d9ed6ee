import * as tf from '@tensorflow/tfjs-core'
import { hasKernel } from '../hasKernel.ts'

/** x/2 (1 + erf(x / sqrt 2)) of every element. Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016. */
export function gelu<T extends tf.Tensor>(x: T): T {
  if (hasKernel('LimnGelu')) return tf.engine().runKernel('LimnGelu', { x })
  return tf.tidy(() => {
    const gate = tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)
    return tf.mul<T>(tf.mul(x, 0.5), gate)
  })
}
