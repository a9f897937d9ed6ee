import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'
import { requireBoxes } from '../boxIou/requireBoxes.ts'

/** What the kernel is given. */
export interface MaskPasteAttributes {
  readonly height: number
  readonly width: number
}

/**
 * Puts the square masks of boxes into the picture, as torchvision's `paste_masks_in_image` does with its padding of
 * one: a frame of zeros around the mask, the box grown by it and cut to whole pixels, the mask resized bilinearly to
 * those. For results: it has no gradient.
 *
 * @param masks [count, side, side] probabilities, float32
 * @param boxes [count, 4] x1, y1, x2, y2 in pixels of the picture
 * @returns [count, height, width] probabilities
 */
export function maskPaste(
  masks: tf.Tensor3D,
  boxes: tf.Tensor2D,
  { height, width }: MaskPasteAttributes,
): tf.Tensor3D {
  requireBoxes('maskPaste', boxes)
  const [count, rows, columns] = masks.shape
  if (count !== boxes.shape[0] || rows !== columns || rows === 0) {
    fail(
      'bad-request',
      `maskPaste was given masks of shape [${masks.shape.join(', ')}] for ${boxes.shape[0]} boxes.`,
      'Pass one square mask a box.',
    )
  }
  if (![height, width].every((side) => Number.isInteger(side) && side > 0)) {
    fail(
      'bad-request',
      `Masks cannot be pasted into ${height} x ${width} pixels.`,
      'Pass whole numbers above zero.',
    )
  }
  return tf.engine().runKernel('LimnMaskPaste', { masks, boxes }, { height, width })
}
