import * as tf from '@tensorflow/tfjs-core'

export interface ConvolveOptions {
  /** [out] */
  readonly bias?: tf.Tensor1D | undefined
  readonly stride?: number
  /** Zeros on every side as PyTorch has it, or 'same' as TensorFlow has it (the odd one goes below and right). */
  readonly padding?: number | 'same'
  readonly dilation?: number
  readonly groups?: number
  readonly activation?: 'none' | 'relu' | 'relu6'
}

/**
 * Where every convolution of a trainable model goes through. Differentiable in all it is given.
 *
 * @param x [batch, height, width, in]
 * @param filter [height, width, in / groups, out]; groups are 1 or as many as channels
 */
export function convolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  options: ConvolveOptions = {},
): tf.Tensor4D {
  const { bias, stride = 1, padding = 0, dilation = 1, groups = 1, activation = 'none' } = options
  const [height, width, , channels] = filter.shape
  const sums =
    groups === 1
      ? tf.conv2d(x, filter, stride, padding, 'NHWC', dilation)
      : tf.depthwiseConv2d(
          x,
          tf.reshape(filter, [height, width, channels, 1]),
          stride,
          padding,
          'NHWC',
          dilation,
        )
  const biased = bias === undefined ? sums : tf.add<tf.Tensor4D>(sums, bias)
  if (activation === 'none') return biased
  return activation === 'relu' ? tf.relu(biased) : tf.clipByValue(biased, 0, 6)
}
