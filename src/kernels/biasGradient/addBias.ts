import * as tf from '@tensorflow/tfjs-core'

/** A value added to each of the last axis; its gradient sums in one order, and over nothing is zero. */
export function addBias<T extends tf.Tensor>(x: T, bias: tf.Tensor1D): T {
  const add = tf.customGrad((...args) => {
    const [values, added] = args as [tf.Tensor, tf.Tensor]
    return {
      value: tf.add(values, added),
      gradFunc: (dy: tf.Tensor) => [dy, tf.engine().runKernel('LimnBiasGradient', { dy })],
    }
  })
  return add(x, bias) as T
}
