import type { CocoEvaluation } from '../cocoEval.ts'
import { IGNORED, MATCHED, type MatchGroup } from './matchGroup.ts'

/** One image, class and size range as pycocotools' `evalImgs` lists it. */
export interface ImageEvaluation {
  readonly image_id: number
  readonly category_id: number
  /** Which size range. */
  readonly area: number
  readonly aRng: readonly [number, number]
  readonly maxDet: number
  /** 1 + position in the results, by falling score. */
  readonly dtIds: readonly number[]
  /** Ids of the annotations, those that count first. */
  readonly gtIds: readonly number[]
  /** [thresholds][detections]: id of the annotation matched, or 0. */
  readonly dtMatches: readonly (readonly number[])[]
  /** [thresholds][truths]: id of the detection matched, or 0. */
  readonly gtMatches: readonly (readonly number[])[]
  readonly dtScores: readonly number[]
  readonly gtIgnore: readonly number[]
  readonly dtIgnore: readonly (readonly number[])[]
  /** [detections][truths], the truths in the file's order. */
  readonly ious: readonly (readonly number[])[]
}

/** The matches in pycocotools' own form, one at a time: class after class, size range after size range, by image. */
export function* imageEvaluations(evaluation: CocoEvaluation): Generator<ImageEvaluation> {
  const { groups, params } = evaluation
  const categoryIds = params.useCats ? params.catIds : [-1]
  for (const id of categoryIds) {
    const ofClass = groups.filter(({ categoryId }) => categoryId === id)
    for (let area = 0; area < params.areaRng.length; area++) {
      for (const group of ofClass) yield imageEvaluation(evaluation, group, area)
    }
  }
}

function imageEvaluation(
  { params, truth, found }: CocoEvaluation,
  group: MatchGroup,
  area: number,
): ImageEvaluation {
  const { detections, truths, ious } = group
  const matches = group.areas[area]
  const range = params.areaRng[area]
  if (matches === undefined || range === undefined) throw new RangeError(`No range ${area}.`)
  const { truthIgnored, detectionMatch, detectionState, truthMatch } = matches
  const [D, G] = [detections.length, truths.length]
  const order = [...truths.keys()].sort((a, b) => (truthIgnored[a] ?? 0) - (truthIgnored[b] ?? 0))
  const idOf = (g: number): number => truth.annotations[truths[g] ?? -1]?.id ?? 0
  const byThreshold = <T>(row: (t: number) => T): readonly T[] =>
    params.iouThrs.map((_, t) => row(t))
  return {
    image_id: group.imageId,
    category_id: group.categoryId,
    area,
    aRng: range,
    maxDet: params.maxDets.at(-1) ?? 0,
    dtIds: detections.map((index) => index + 1),
    gtIds: order.map(idOf),
    dtMatches: byThreshold((t) =>
      detections.map((_, d) =>
        ((detectionState[t * D + d] ?? 0) & MATCHED) === 0
          ? 0
          : idOf(detectionMatch[t * D + d] ?? -1),
      ),
    ),
    gtMatches: byThreshold((t) =>
      order.map((g) => 1 + (detections[truthMatch[t * G + g] ?? -1] ?? -1)),
    ),
    dtScores: detections.map((index) => found.score(index)),
    gtIgnore: order.map((g) => truthIgnored[g] ?? 0),
    dtIgnore: byThreshold((t) =>
      detections.map((_, d) => (((detectionState[t * D + d] ?? 0) & IGNORED) === 0 ? 0 : 1)),
    ),
    ious: detections.map((_, d) => [...ious.subarray(d * G, (d + 1) * G)]),
  }
}
