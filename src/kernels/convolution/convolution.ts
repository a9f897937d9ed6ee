import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'
import type { Activation } from '../activation.ts'
import { gelu } from '../gelu/gelu.ts'
import { isTaped } from '../isTaped.ts'
import {
  convolutionGeometry,
  type ConvolutionGeometry,
  type GeometryOptions,
} from './convolutionGeometry.ts'

export interface ConvolutionOptions extends GeometryOptions {
  /** [out] */
  readonly bias?: tf.Tensor1D
  readonly activation?: Activation
}

/** What the forward kernel is given; its gradients get the geometry. */
export interface ConvolutionAttributes {
  readonly geometry: ConvolutionGeometry
  readonly activation: Activation
}

/**
 * activation(x * filter + bias), cross-correlation as every framework has it. Differentiable once in x, filter and bias
 * on every backend, whatever the stride, padding, dilation and groups; depthwise is `groups` equal to the channels.
 *
 * @param x [batch, height, width, in] float32
 * @param filter [height, width, in / groups, out] float32
 * @returns [batch, outHeight, outWidth, out]
 */
export function convolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  options: ConvolutionOptions = {},
): tf.Tensor4D {
  const { bias, activation = 'none' } = options
  const geometry = convolutionGeometry(x.shape, filter.shape, options)
  if (x.dtype !== 'float32' || filter.dtype !== 'float32') {
    fail(
      'bad-request',
      `A convolution was given values of type ${x.dtype} and a filter of ${filter.dtype}.`,
      'Cast both to float32.',
    )
  }
  if (bias !== undefined && (bias.rank !== 1 || bias.size !== geometry.outChannels)) {
    fail(
      'bad-request',
      `A convolution to ${geometry.outChannels} channels was given a bias of shape [${bias.shape.join(', ')}].`,
      'Pass one value a channel.',
    )
  }
  const inputs = { x, filter, ...(bias && { bias }) }
  const run = (fused: Activation): tf.Tensor4D =>
    tf
      .engine()
      .runKernel('LimnConvolution', inputs, { geometry: { ...geometry }, activation: fused })
  // GELU's gradient needs the sum before it, which the fused kernel does not keep.
  if (activation === 'gelu' && isTaped()) {
    return gelu(run('none'))
  }
  return run(activation)
}
