import * as tf from '@tensorflow/tfjs-core'
import type { Activation } from '../activation.ts'
import { hasKernel } from '../hasKernel.ts'
import { isTaped } from '../isTaped.ts'
import { convolution } from './convolution.ts'

export interface Convolve3x3Options {
  /** [3, 3, in, out] */
  readonly filter: tf.Tensor4D
  /** [out] */
  readonly bias?: tf.Tensor1D
  readonly stride?: 1 | 2
  readonly activation?: Activation
}

/**
 * A 3x3 convolution with one pixel of zeros around the picture: [batch, height, width, in] to [batch, …, out]. Single
 * pictures have a kernel of their own on WebAssembly; the rest, and what is differentiated, is `convolution`.
 */
export function convolve3x3(x: tf.Tensor4D, options: Convolve3x3Options): tf.Tensor4D {
  const { filter, bias, stride = 1, activation = 'none' } = options
  const isOwn = hasKernel('LimnConvolve3x3') && x.shape[0] === 1 && filter.shape[3] % 8 === 0
  if (isOwn && !isTaped()) {
    const inputs = { x, filter, ...(bias && { bias }) }
    return tf.engine().runKernel('LimnConvolve3x3', inputs, { stride, activation })
  }
  const shared = { strides: stride, padding: 1, activation }
  return convolution(x, filter, { ...shared, ...(bias && { bias }) })
}
