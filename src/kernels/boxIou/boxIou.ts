import * as tf from '@tensorflow/tfjs-core'
import { requireBoxes } from './requireBoxes.ts'

/**
 * Intersection over union of every box of `a` with every box of `b`, as torchvision's `box_iou`; 0 where both are empty
 * (torchvision answers NaN). For matching: it has no gradient.
 *
 * @param a [rows, 4] x1, y1, x2, y2
 * @param b [columns, 4]
 * @returns [rows, columns]
 */
export function boxIou(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  requireBoxes('boxIou', a)
  requireBoxes('boxIou', b)
  return tf.engine().runKernel('LimnBoxIou', { a, b })
}
