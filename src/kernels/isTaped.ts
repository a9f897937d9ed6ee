import * as tf from '@tensorflow/tfjs-core'

/**
 * Whether what is computed now may be differentiated. Kernels that fuse what their gradient would need are then left to
 * operations whose gradients are known.
 */
export function isTaped(): boolean {
  return tf.engine().state.gradientDepth > 0
}
