import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'
import type { Pair } from '../convolution/convolutionGeometry.ts'
import { pairOf } from '../pairOf.ts'

export interface MaxPoolOptions {
  /** Cells of a window. */
  readonly size: Pair
  /** From window to window; the size where not said. */
  readonly strides?: Pair
  /** Cells around the picture that are below every value; at most half a window. */
  readonly padding?: Pair
}

/** What the kernel and its gradient are given. */
export interface MaxPoolAttributes {
  /** [batch, height, width, channels] */
  readonly inputShape: readonly [number, number, number, number]
  /** [batch, outHeight, outWidth, channels] */
  readonly outputShape: readonly [number, number, number, number]
  readonly size: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly padding: readonly [number, number]
}

/**
 * The greatest value of each window, as PyTorch's `max_pool2d` (windows that would reach over the padding are left
 * out). The gradient goes to the first of the greatest, row by row, as PyTorch's does.
 *
 * @param x [batch, height, width, channels] float32
 */
export function maxPool(x: tf.Tensor4D, options: MaxPoolOptions): tf.Tensor4D {
  const size = pairOf(options.size)
  const strides = pairOf(options.strides ?? size)
  const padding = pairOf(options.padding ?? 0)
  const [batch, height, width, channels] = x.shape
  const outHeight = windowsOf(height, size[0], strides[0], padding[0])
  const outWidth = windowsOf(width, size[1], strides[1], padding[1])
  const outputShape = [batch, outHeight, outWidth, channels] as const
  const attributes: MaxPoolAttributes = { inputShape: x.shape, outputShape, size, strides, padding }
  return tf.engine().runKernel('LimnMaxPool', { x }, { ...attributes })
}

function windowsOf(cells: number, size: number, stride: number, padding: number): number {
  const count = Math.floor((cells + 2 * padding - size) / stride) + 1
  const areWhole = [size, stride, padding].every((value) => Number.isInteger(value) && value >= 0)
  if (areWhole && size > 0 && stride > 0 && padding * 2 <= size && count > 0) return count
  return fail(
    'bad-request',
    `maxPool cannot put windows of ${size} with stride ${stride} and padding ${padding} on ${cells} cells.`,
    'Use windows that fit, and at most half of one as padding.',
  )
}
