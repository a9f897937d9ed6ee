import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core'
import { convolution } from '../../kernels/convolution/convolution.ts'

export interface ConvolveOptions {
  /** [out] */
  readonly bias?: Tensor1D | undefined
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
 * @param filter [height, width, in / groups, out]
 */
export function convolve(
  x: Tensor4D,
  filter: Tensor4D,
  { bias, stride = 1, padding = 0, dilation = 1, ...rest }: ConvolveOptions = {},
): Tensor4D {
  const placed = { strides: stride, padding, dilations: dilation }
  return convolution(x, filter, { ...rest, ...placed, ...(bias && { bias }) })
}
