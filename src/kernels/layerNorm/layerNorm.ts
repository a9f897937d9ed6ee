import * as tf from '@tensorflow/tfjs-core'
import { activate, type Activation } from '../activation.ts'
import { scaleChannels } from '../batchNorm/batchNorm.ts'
import { hasKernel } from '../hasKernel.ts'
import { isTaped } from '../isTaped.ts'

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
  if (hasKernel('LimnLayerNorm') && x.shape[1] % 4 === 0 && x.size > 0 && !isTaped()) {
    return tf.engine().runKernel('LimnLayerNorm', { x, weight, bias }, { epsilon, activation })
  }
  return tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, 1, true))
    const variance = tf.mean(tf.square(centred), 1, true)
    const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)))
    const moved = scaleChannels(normal, weight, bias) as tf.Tensor2D
    return activate(moved, activation)
  })
}
