import type { Box } from './box.ts'
import type { ImagePoint } from './image.ts'
import type { MaskRle } from './maskRle.ts'

/** Names one instance across edits, undo and redo. */
export type InstanceId = string

/** A click that says "this belongs to the object" (positive) or "this does not". Image frame. */
export interface PromptPoint extends ImagePoint {
  readonly positive: boolean
}

/** What a person pointed at to get a mask from SAM. Image frame. */
export interface Prompt {
  readonly points: readonly PromptPoint[]
  readonly box: Box | null
}

/**
 * Closed rings around a mask, image frame: [x0, y0, x1, y1, …] along pixel corners. Fill with the even-odd rule:
 * holes are rings too.
 */
export type Outline = readonly Int32Array[]

/**
 * How an instance came to be: the detector found it, "segment everything" found it, or a person pointed at it.
 */
export type InstanceOrigin = 'detected' | 'everything' | 'prompted'

/** A mask in the image frame with all that is derived from it. */
export interface Segment {
  readonly mask: MaskRle
  /** Tight box of the mask. */
  readonly box: Box
  /** Pixels in the mask. */
  readonly area: number
  readonly outline: Outline
  /** SAM's own estimate of the mask's IoU with the true mask, 0 to 1. */
  readonly predictedIou: number
  /**
   * Names the decoder's low-resolution logits behind this mask, which the engine keeps for a while, so that a further
   * click refines this very mask; null when there are none (a merged mask).
   */
  readonly logitsId: string | null
}

/** One object in one picture. Immutable: an edit makes a new one under the same id. */
export interface Instance extends Segment {
  readonly id: InstanceId
  /** Class name, free text. */
  readonly label: string
  /** The detector's score (for `everything`: the predicted IoU), 0 to 1; null when a person made or confirmed it. */
  readonly score: number | null
  readonly origin: InstanceOrigin
  /** The detector's box, on which overlap is judged; the mask's box where there was no detector. */
  readonly detectionBox: Box
  /** The clicks and box so far, so that the next click refines instead of starting over. */
  readonly prompt: Prompt
  /** The polygons it was drawn by, [x0, y0, …] each, image frame: its mask is their union. Absent where it was not. */
  readonly polygons?: readonly (readonly number[])[]
}
