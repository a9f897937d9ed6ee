import type * as tf from '@tensorflow/tfjs-core'
import { runResize } from '../resize/runResize.ts'

/**
 * A map resized by repeating its cells, as PyTorch's `interpolate(mode='nearest')` does: output i takes the cell
 * floor(i · inputs / outputs). Feature pyramids join their levels so. Differentiable.
 *
 * @param x [batch, height, width, channels] float32
 * @returns [batch, ...size, channels]
 */
export function resizeNearest(
  x: tf.Tensor4D,
  size: readonly [height: number, width: number],
): tf.Tensor4D {
  return runResize(x, size, 'nearest')
}
