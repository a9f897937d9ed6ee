import type { CocoGroundTruth, CocoResult, IouType } from './coco/cocoFormat.ts'
import { MATCHED } from './coco/matchGroup.ts'
import { evaluateCoco } from './cocoEval.ts'
import { averagePrecision, type ApStyle, type ScoredHit } from './errors/averagePrecision.ts'

export interface VocEvaluation {
  /** Over the classes that have objects; -1 where none has. */
  readonly meanAp: number
  readonly classes: readonly { readonly categoryId: number; readonly ap: number }[]
}

/**
 * Average precision in the manner of Pascal VOC (Everingham et al., IJCV 2010): at one overlap, over 11 recalls or as the
 * area under the curve. Objects marked as crowds stand for VOC's difficult ones: neither wanted nor mistakes.
 */
export function evaluateVoc(
  groundTruth: CocoGroundTruth,
  results: readonly CocoResult[],
  {
    iouType,
    iou = 0.5,
    style = 'area',
  }: { iouType: IouType; iou?: number; style?: Exclude<ApStyle, '101-point'> },
): VocEvaluation {
  const { groups, params, found } = evaluateCoco(groundTruth, results, {
    iouType,
    iouThrs: [iou],
    maxDets: [Number.MAX_SAFE_INTEGER],
    areaRng: [[0, Infinity]],
  })
  const classes = params.catIds.map((categoryId) => {
    const hits: ScoredHit[] = []
    let truthCount = 0
    for (const { categoryId: own, areas, detections } of groups) {
      const [matches] = areas
      if (own !== categoryId || matches === undefined) continue
      truthCount += matches.truthIgnored.filter((ignored) => ignored === 0).length
      matches.detectionState.forEach((state, d) => {
        const isCounted = state === MATCHED || state === 0
        const score = found.score(detections[d] ?? 0)
        if (isCounted) hits.push({ score, isHit: state === MATCHED })
      })
    }
    return { categoryId, ap: averagePrecision(hits, truthCount, style) }
  })
  const present = classes.filter(({ ap }) => ap >= 0)
  const sum = present.reduce((total, { ap }) => total + ap, 0)
  return { meanAp: present.length === 0 ? -1 : sum / present.length, classes }
}
