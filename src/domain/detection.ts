import type { Box } from './box.ts'
import type { MaskRle } from './maskRle.ts'

/** One object that a model found in a picture. Image frame. */
export interface Detection {
  /** Index into the model's class names; 0, the background, is never detected. */
  readonly label: number
  /** How sure the model is, 0 to 1. */
  readonly score: number
  /** The model's own box, which need not be tight around the mask. */
  readonly box: Box
  readonly mask: MaskRle
}
