import { evaluateCoco } from './cocoEval.ts'
import type { CocoGroundTruth, CocoResult } from './coco/cocoFormat.ts'
import { MATCHED } from './coco/matchGroup.ts'

/** Panoptic quality of the objects of one class, and the two it is the product of. */
export interface PanopticQuality {
  readonly categoryId: number
  /** recognition * segmentation; -1 where the class is neither there nor found. */
  readonly quality: number
  /** TP / (TP + FP / 2 + FN / 2): the F1 of finding. */
  readonly recognition: number
  /** Mean IoU of what was found. */
  readonly segmentation: number
}

/** Over this IoU two objects match; from 0.5 on no object can match two that do not overlap each other. */
const MATCH_IOU = 0.5

/**
 * Panoptic quality of objects (Kirillov et al., "Panoptic Segmentation", CVPR 2019). What was found of each image must
 * not overlap, as the metric has it; crowds and what is found on them are left out.
 */
export function panopticQuality(
  groundTruth: CocoGroundTruth,
  found: readonly CocoResult[],
): { readonly mean: number; readonly classes: readonly PanopticQuality[] } {
  const { groups, params } = evaluateCoco(groundTruth, found, {
    iouType: 'segm',
    // The match must be over the threshold, not at it.
    iouThrs: [MATCH_IOU + Number.EPSILON],
    maxDets: [Number.MAX_SAFE_INTEGER],
    areaRng: [[0, Infinity]],
  })
  const classes = params.catIds.map((categoryId): PanopticQuality => {
    let [hits, falseAlarms, missed, overlap] = [0, 0, 0, 0]
    for (const { categoryId: own, areas, truths, ious } of groups) {
      const [matches] = areas
      if (own !== categoryId || matches === undefined) continue
      const { detectionState, detectionMatch, truthIgnored } = matches
      let hitsHere = 0
      detectionState.forEach((state, d) => {
        if (state === 0) falseAlarms++
        if (state !== MATCHED) return
        hitsHere++
        overlap += ious[d * truths.length + (detectionMatch[d] ?? 0)] ?? 0
      })
      hits += hitsHere
      missed += truthIgnored.filter((ignored) => ignored === 0).length - hitsHere
    }
    const whole = hits + falseAlarms / 2 + missed / 2
    if (whole === 0) return { categoryId, quality: -1, recognition: -1, segmentation: -1 }
    const recognition = hits / whole
    const segmentation = hits === 0 ? 0 : overlap / hits
    return { categoryId, quality: recognition * segmentation, recognition, segmentation }
  })
  const present = classes.filter(({ quality }) => quality >= 0)
  const sum = present.reduce((total, { quality }) => total + quality, 0)
  return { mean: present.length === 0 ? -1 : sum / present.length, classes }
}
