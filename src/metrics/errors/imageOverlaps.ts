import type { IouType } from '../coco/cocoFormat.ts'
import { resolveParams } from '../coco/cocoParams.ts'
import type { DetectionIndex } from '../coco/detectionIndex.ts'
import type { GroundTruthIndex } from '../coco/groundTruthIndex.ts'
import { matchGroup } from '../coco/matchGroup.ts'

/** Everything found and everything true in one image, of any class, and how they overlap: cached once, asked often. */
export interface ImageOverlaps {
  readonly imageId: number
  /** Positions in the results, by falling score. */
  readonly detections: readonly number[]
  readonly detectionClasses: readonly number[]
  readonly scores: readonly number[]
  /** Positions in the annotations. */
  readonly truths: readonly number[]
  readonly truthClasses: readonly number[]
  readonly isCrowd: readonly boolean[]
  /** [detections, truths] */
  readonly ious: Float64Array
}

/** The best detections of an image that errors are looked for in, of all classes together. */
const MOST_DETECTIONS = 300

/** The overlaps of one image; undefined where nothing is found and nothing true. */
export function imageOverlaps(
  imageId: number,
  { truth, found, iouType }: { truth: GroundTruthIndex; found: DetectionIndex; iouType: IouType },
): ImageOverlaps | undefined {
  const categoryIds = truth.categories.map(({ id }) => id)
  const params = {
    ...resolveParams(
      { iouType, useCats: 0, maxDets: [MOST_DETECTIONS], areaRng: [[0, Infinity]] },
      { imageIds: [imageId], categoryIds },
    ),
    iouThrs: [],
  }
  const group = matchGroup({ imageId, categoryId: -1 }, { truth, found, params })
  if (group === undefined) return undefined
  const { detections, truths, ious } = group
  return {
    imageId,
    detections,
    truths,
    ious,
    detectionClasses: detections.map((index) => found.results[index]?.category_id ?? -1),
    scores: detections.map((index) => found.score(index)),
    truthClasses: truths.map((index) => truth.annotations[index]?.category_id ?? -1),
    isCrowd: truths.map((index) => truth.isCrowd(index)),
  }
}
