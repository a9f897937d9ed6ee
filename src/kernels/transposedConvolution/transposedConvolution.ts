import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'
import { activate, type Activation } from '../activation.ts'
import { addBias } from '../biasGradient/addBias.ts'
import { convolution } from '../convolution/convolution.ts'
import { convolutionGeometry, type Pair } from '../convolution/convolutionGeometry.ts'
import { pairOf } from '../pairOf.ts'

export interface TransposedConvolutionOptions {
  /** [out] */
  readonly bias?: tf.Tensor1D
  /** 1 where not said. */
  readonly strides?: Pair
  /** Cells cut off every side of the answer. */
  readonly padding?: Pair
  readonly activation?: Activation
}

/**
 * Each cell spread by the filter over the cells of a larger map: PyTorch's `conv_transpose2d`, whose output has
 * (in - 1) · stride - 2 · padding + filter cells a side. Differentiable in x, filter and bias.
 *
 * @param x [batch, height, width, in] float32
 * @param filter [height, width, out, in]
 * @returns [batch, outHeight, outWidth, out]
 */
export function transposedConvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  options: TransposedConvolutionOptions = {},
): tf.Tensor4D {
  const { bias } = options
  const strides = pairOf(options.strides ?? 1)
  const padding = pairOf(options.padding ?? 0)
  const [, , out, channels] = filter.shape
  if (channels !== x.shape[3] || (bias !== undefined && bias.size !== out)) {
    fail(
      'bad-request',
      `A transposed convolution of ${x.shape[3]} channels was given a filter of shape [${filter.shape.join(', ')}] and ${bias?.size ?? 'no'} biases.`,
      'Pass a filter [height, width, out, in] and one bias an output.',
    )
  }
  const isApart = [0, 1].every((axis) => filter.shape[axis] === strides[axis] && !padding[axis])
  return tf.tidy(() =>
    // TensorFlow.js cannot transpose what is empty.
    isApart && x.size > 0
      ? spreadApart(x, filter, options)
      : overlap(x, filter, strides, padding, options),
  )
}

/**
 * Where the spread cells do not meet (2 x 2 with stride 2, the mask head's), a 1 x 1 convolution makes all of them, bias
 * and activation with them, and what is left is to put the rows of each cell under each other.
 */
function spreadApart(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { bias, activation = 'none' }: TransposedConvolutionOptions,
): tf.Tensor4D {
  const [batch, height, width] = x.shape
  const [down, across, out, channels] = filter.shape
  const rows = tf.reshape(filter, [down * across * out, channels])
  const pointwise = tf.reshape(tf.transpose(rows), [1, 1, channels, down * across * out])
  // [batch, height, width, down · across · out]
  const cells = convolution(x, pointwise as tf.Tensor4D, {
    ...(bias && { bias: tf.tile(bias, [down * across]) }),
    activation,
  })
  // [batch · height, width, down, across · out] to [batch · height, down, width, across · out]
  const lines = tf.reshape(cells, [batch * height, width, down, across * out])
  const spread = tf.transpose(lines, [0, 2, 1, 3])
  return tf.reshape(spread, [batch, height * down, width * across, out])
}

/** What a convolution of the larger map would send back to it. */
function overlap(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  strides: readonly [number, number],
  padding: readonly [number, number],
  { bias, activation = 'none' }: TransposedConvolutionOptions,
): tf.Tensor4D {
  const [batch, height, width] = x.shape
  const sideOf = (cells: number, axis: 0 | 1): number =>
    (cells - 1) * strides[axis] - 2 * padding[axis] + filter.shape[axis]
  const larger = [batch, sideOf(height, 0), sideOf(width, 1), filter.shape[2]] as const
  const [down, across] = padding
  const geometry = convolutionGeometry(larger, filter.shape, {
    strides,
    padding: [
      [down, down],
      [across, across],
    ],
  })
  const spread: tf.Tensor4D = tf
    .engine()
    .runKernel('LimnConvolutionInputGradient', { dy: x, filter }, { geometry: { ...geometry } })
  return activate(bias === undefined ? spread : addBias(spread, bias), activation)
}
