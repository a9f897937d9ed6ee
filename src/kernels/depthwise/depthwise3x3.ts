import * as tf from '@tensorflow/tfjs-core'
import { activate, type Activation } from '../activation.ts'
import { hasKernel } from '../hasKernel.ts'

export interface DepthwiseOptions {
  /** [3, 3, channels, 1] */
  readonly filter: tf.Tensor4D
  /** [channels] */
  readonly bias: tf.Tensor1D
  readonly stride?: 1 | 2
  readonly activation?: Activation
}

/** Each channel convolved with its own 3x3 filter, one pixel of zeros around: [1, height, width, channels]. */
export function depthwise3x3(x: tf.Tensor4D, options: DepthwiseOptions): tf.Tensor4D {
  const { filter, bias, stride = 1, activation = 'none' } = options
  if (hasKernel('LimnDepthwise3x3') && x.shape[3] % 4 === 0) {
    return tf.engine().runKernel('LimnDepthwise3x3', { x, filter, bias }, { stride, activation })
  }
  return tf.tidy(() => {
    const sum = tf.add<tf.Tensor4D>(tf.depthwiseConv2d(x, filter, stride, 1), bias)
    return activate(sum, activation)
  })
}
