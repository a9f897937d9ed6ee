import type * as tf from '@tensorflow/tfjs-core'
import { runResize } from '../resize/runResize.ts'

/**
 * A map resized by blending its cells, as PyTorch's `interpolate(mode='bilinear', align_corners=False)` without
 * antialiasing does. Differentiable; the sums of the gradient have one order.
 *
 * @param x [batch, height, width, channels] float32
 * @returns [batch, ...size, channels]
 */
export function resizeBilinear(
  x: tf.Tensor4D,
  size: readonly [height: number, width: number],
): tf.Tensor4D {
  return runResize(x, size, 'bilinear')
}
