import type { FoundObject } from '../../../domain/foundObject.ts'
import type { CocoResult } from '../../../metrics/coco/cocoFormat.ts'

/** What was found, in COCO's results format. */
export function resultsOf(found: readonly FoundObject[]): readonly CocoResult[] {
  return found.map(({ imageId, categoryId, score, box, mask }) => ({
    image_id: imageId,
    category_id: categoryId,
    score,
    ...(box === null ? {} : { bbox: [box.x, box.y, box.width, box.height] }),
    ...(mask === null
      ? {}
      : { segmentation: { size: [mask.height, mask.width], counts: mask.counts } }),
  }))
}
