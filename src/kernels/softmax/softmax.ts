import * as tf from '@tensorflow/tfjs-core'

/** What the kernels are given. */
export interface SoftmaxAttributes {
  /** The logarithm of the shares, exact where a share is too small for a float. */
  readonly isLog: boolean
}

/**
 * Shares of each row that add up to 1: exp(x) over the sum of exp(x), along the last axis. torch's `softmax(x, -1)`.
 * Differentiable. TensorFlow.js's own takes a workgroup a row on WebGPU, which for the few classes of many pixels leaves
 * most of it idle, and its `logSoftmax` is six passes over memory and its gradient four.
 *
 * @param x [..., columns] float32
 */
export function softmax<T extends tf.Tensor>(x: T): T {
  return run(x, { isLog: false })
}

/** torch's `log_softmax(x, -1)`. Differentiable. */
export function logSoftmax<T extends tf.Tensor>(x: T): T {
  return run(x, { isLog: true })
}

function run<T extends tf.Tensor>(x: T, attributes: SoftmaxAttributes): T {
  return tf.engine().runKernel('LimnSoftmax', { x }, { ...attributes })
}
