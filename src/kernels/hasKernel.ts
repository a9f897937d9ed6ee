import * as tf from '@tensorflow/tfjs-core'

/** The kernels that Limn adds to TensorFlow.js; `installKernels` says for which backends. */
export type KernelName =
  | 'LimnGelu'
  | 'LimnLinear'
  | 'LimnLayerNorm'
  | 'LimnDepthwise3x3'
  | 'LimnAttention'
  | 'LimnConvolution'
  | 'LimnConvolve3x3'
  | 'LimnWindowAttention'

/** Whether the backend in use has this kernel; where it has not, the op is composed of stock ones. */
export function hasKernel(name: KernelName): boolean {
  return findKernel(name) !== undefined
}

/** getKernel answers undefined for a pair it does not know, though its type does not say so. */
function findKernel(name: KernelName): tf.KernelConfig | undefined {
  return tf.getKernel(name, tf.getBackend())
}
