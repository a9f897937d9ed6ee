import * as tf from '@tensorflow/tfjs-core'
import type { Activation } from '../activation.ts'
import { convolution } from '../convolution/convolution.ts'
import { hasKernel } from '../hasKernel.ts'
import { isTaped } from '../isTaped.ts'

export interface DepthwiseOptions {
  /** [3, 3, channels, 1] */
  readonly filter: tf.Tensor4D
  /** [channels] */
  readonly bias: tf.Tensor1D
  readonly stride?: 1 | 2
  readonly activation?: Activation
}

/**
 * Each channel convolved with its own 3x3 filter, one pixel of zeros around: [batch, height, width, channels]. Single
 * pictures have kernels of their own; the rest, and what is differentiated, is `convolution`.
 */
export function depthwise3x3(x: tf.Tensor4D, options: DepthwiseOptions): tf.Tensor4D {
  const { filter, bias, stride = 1, activation = 'none' } = options
  const isOwn = hasKernel('LimnDepthwise3x3') && x.shape[0] === 1 && x.shape[3] % 4 === 0
  if (isOwn && !isTaped()) {
    return tf.engine().runKernel('LimnDepthwise3x3', { x, filter, bias }, { stride, activation })
  }
  const channels = x.shape[3]
  return tf.tidy(() =>
    convolution(x, tf.reshape<tf.Rank.R4>(filter, [3, 3, 1, channels]), {
      ...{ strides: stride, padding: 1, groups: channels },
      ...{ bias, activation },
    }),
  )
}
