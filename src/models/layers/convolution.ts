import * as tf from '@tensorflow/tfjs-core'
import type { WeightReader } from '../checkpoint/weightReader.ts'

export interface Convolution {
  /** [height, width, in, out]; depthwise: [height, width, channels, 1] */
  readonly filter: tf.Tensor4D
  /** [out] */
  readonly bias: tf.Tensor1D
}

export interface ConvolveOptions {
  readonly stride?: 1 | 2
  /** 'same' as TensorFlow has it (the odd pixel goes below and right), or zeros on every side as PyTorch has it. */
  readonly padding: 'same' | number
  readonly activation?: 'linear' | 'relu6'
}

export function readConvolution(
  weights: WeightReader,
  name: string,
  filterShape: [number, number, number, number],
): Convolution {
  return {
    filter: weights.kernel(`${name}.weight`, filterShape),
    bias: weights.vector(`${name}.bias`, filterShape[3]),
  }
}

export function readDepthwise(weights: WeightReader, name: string, channels: number): Convolution {
  return {
    filter: weights.kernel(`${name}.weight`, [3, 3, channels, 1]),
    bias: weights.vector(`${name}.bias`, channels),
  }
}

export function convolve(
  x: tf.Tensor4D,
  { filter, bias }: Convolution,
  { stride = 1, padding, activation = 'linear' }: ConvolveOptions,
): tf.Tensor4D {
  return tf.fused.conv2d({ x, filter, bias, strides: stride, pad: padding, activation })
}

export function convolveDepthwise(
  x: tf.Tensor4D,
  { filter, bias }: Convolution,
  { stride = 1, padding, activation = 'linear' }: ConvolveOptions,
): tf.Tensor4D {
  return tf.fused.depthwiseConv2d({ x, filter, bias, strides: stride, pad: padding, activation })
}
