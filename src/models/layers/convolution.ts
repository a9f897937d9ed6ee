import * as tf from '@tensorflow/tfjs-core'
import { convolution } from '../../kernels/convolution/convolution.ts'
import { hasKernel } from '../../kernels/hasKernel.ts'
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

/** Our own kernel on WebGPU, where it is several times as fast as the stock one; on WASM that is fast already. */
export function convolve(
  x: tf.Tensor4D,
  { filter, bias }: Convolution,
  { stride = 1, padding, activation = 'linear' }: ConvolveOptions,
): tf.Tensor4D {
  if (usesOwnKernel()) {
    const own = activation === 'linear' ? 'none' : activation
    return convolution(x, filter, { bias, strides: stride, padding, activation: own })
  }
  return tf.fused.conv2d({ x, filter, bias, strides: stride, pad: padding, activation })
}

export function convolveDepthwise(
  x: tf.Tensor4D,
  { filter, bias }: Convolution,
  { stride = 1, padding, activation = 'linear' }: ConvolveOptions,
): tf.Tensor4D {
  if (usesOwnKernel()) {
    const own = activation === 'linear' ? 'none' : activation
    const [height, width, channels] = filter.shape
    return tf.tidy(() =>
      convolution(x, tf.reshape(filter, [height, width, 1, channels]), {
        bias,
        strides: stride,
        padding,
        groups: channels,
        activation: own,
      }),
    )
  }
  return tf.fused.depthwiseConv2d({ x, filter, bias, strides: stride, pad: padding, activation })
}

function usesOwnKernel(): boolean {
  return tf.getBackend() === 'webgpu' && hasKernel('LimnConvolution')
}
