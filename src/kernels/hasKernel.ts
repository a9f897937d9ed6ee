import * as tf from '@tensorflow/tfjs-core'

/** The kernels that Limn adds to TensorFlow.js; `installKernels` says for which backends. */
export type KernelName =
  | 'LimnGelu'
  | 'LimnLinear'
  | 'LimnLayerNorm'
  | 'LimnDepthwise3x3'
  | 'LimnAttention'
  | 'LimnWindowAttention'

/** Whether the backend in use has this kernel; where it has not, the op is composed of stock ones. */
export function hasKernel(name: KernelName): boolean {
  // getKernel answers undefined for an unknown pair, though its type does not say so.
  const kernel: tf.KernelConfig | undefined = tf.getKernel(name, tf.getBackend())
  return kernel !== undefined
}
