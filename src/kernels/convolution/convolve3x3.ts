import * as tf from '@tensorflow/tfjs-core'
import { activate, type Activation } from '../activation.ts'
import { hasKernel } from '../hasKernel.ts'
import { convolution } from './convolution.ts'

export interface Convolve3x3Options {
  /** [3, 3, in, out] */
  readonly filter: tf.Tensor4D
  /** [out] */
  readonly bias?: tf.Tensor1D
  readonly stride?: 1 | 2
  readonly activation?: Activation
}

/** A 3x3 convolution with one pixel of zeros around the picture: [1, height, width, in] to [1, …, out]. */
export function convolve3x3(x: tf.Tensor4D, options: Convolve3x3Options): tf.Tensor4D {
  const { filter, bias, stride = 1, activation = 'none' } = options
  if (hasKernel('LimnConvolve3x3') && filter.shape[3] % 8 === 0) {
    const inputs = { x, filter, ...(bias && { bias }) }
    return tf.engine().runKernel('LimnConvolve3x3', inputs, { stride, activation })
  }
  if (tf.getBackend() === 'webgpu' && hasKernel('LimnConvolution')) {
    const shared = { strides: stride, padding: 1, activation }
    return convolution(x, filter, { ...shared, ...(bias && { bias }) })
  }
  return tf.tidy(() => {
    const sum = tf.fused.conv2d<tf.Tensor4D>({
      x,
      filter,
      strides: stride,
      pad: 1,
      ...(bias && { bias }),
    })
    return activate(sum, activation)
  })
}
