import type { Box } from './box.ts'
import type { MaskRle } from './maskRle.ts'

/** One labelled object of a picture, image frame. */
export interface TrainingObject {
  /** Index into the class names, from 1; 0 is the background. */
  readonly label: number
  readonly box: Box
  readonly mask: MaskRle
  /** A region of many objects that are not told apart: never a target, never a mistake (COCO's `iscrowd`). */
  readonly isCrowd: boolean
}

/** A decoded picture with its objects: what a model learns from, and what it is measured on. */
export interface TrainingSample {
  readonly width: number
  readonly height: number
  /** [height, width, 3], red, green, blue. */
  readonly rgb: Uint8Array
  readonly objects: readonly TrainingObject[]
}
