import type { Box } from './box.ts'

/** An object a model found in an image of a dataset, small enough to keep by the hundred thousand. */
export interface FoundObject {
  readonly imageId: number
  readonly categoryId: number
  readonly score: number
  /** Null where the results hold masks alone. */
  readonly box: Box | null
  /** COCO's compressed counts with their size; null where the results hold boxes alone. */
  readonly mask: { readonly width: number; readonly height: number; readonly counts: string } | null
}
