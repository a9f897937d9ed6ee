import * as tf from '@tensorflow/tfjs-core'
import { activate, type Activation } from '../activation.ts'
import { hasKernel } from '../hasKernel.ts'

export interface LayerNormOptions {
  /** [columns] */
  readonly weight: tf.Tensor1D
  /** [columns] */
  readonly bias: tf.Tensor1D
  readonly epsilon: number
  readonly activation?: Activation
}

/** Normalises each row to mean 0 and variance 1, then scales and shifts: [rows, columns]. Ba et al., 2016. */
export function layerNorm(x: tf.Tensor2D, options: LayerNormOptions): tf.Tensor2D {
  const { weight, bias, epsilon, activation = 'none' } = options
  if (hasKernel('LimnLayerNorm') && x.shape[1] % 4 === 0) {
    return tf.engine().runKernel('LimnLayerNorm', { x, weight, bias }, { epsilon, activation })
  }
  return tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, 1, true))
    const variance = tf.mean(tf.square(centred), 1, true)
    const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)))
    return activate(tf.add<tf.Tensor2D>(tf.mul(normal, weight), bias), activation)
  })
}
