import { accumulateClass, emptyCurves, type Curves } from './coco/accumulate.ts'
import type { CocoGroundTruth, CocoResult } from './coco/cocoFormat.ts'
import { resolveParams, type CocoEvalOptions, type CocoParams } from './coco/cocoParams.ts'
import { DetectionIndex } from './coco/detectionIndex.ts'
import { GroundTruthIndex } from './coco/groundTruthIndex.ts'
import { matchGroup, type MatchGroup } from './coco/matchGroup.ts'
import { summarize, summarizeClasses, type CocoClassFigures } from './coco/summarize.ts'

export interface CocoEvaluation extends Curves {
  readonly params: CocoParams
  /**
   * The twelve numbers of pycocotools' table in its order (AP, AP50, AP75, AP small, medium, large, AR 1, 10, 100, AR
   * small, medium, large); -1 where a setting has no ground truth, null where fewer than three `maxDets` are asked for.
   */
  readonly stats: readonly number[] | null
  readonly perClass: readonly CocoClassFigures[]
  /** How each image and class was matched: class after class, images ascending, without the empty ones. */
  readonly groups: readonly MatchGroup[]
  readonly truth: GroundTruthIndex
  readonly found: DetectionIndex
}

/**
 * COCO's detection metrics, equal to pycocotools (cocoeval.py, maskApi.c) in every figure: the same order of the same
 * double arithmetic, its stable sorts and its quirks. `results` are in COCO's results format; a GroundTruthIndex in place
 * of the ground truth keeps its masks for the next evaluation. Throws a LimnError 'bad-request' that names the object
 * where ground truth or results lack what the metric needs.
 */
export function evaluateCoco(
  groundTruth: CocoGroundTruth | GroundTruthIndex,
  results: readonly CocoResult[],
  options: CocoEvalOptions,
): CocoEvaluation {
  const steps = evaluateCocoInSteps(groundTruth, results, options)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** How many image and class pairs are matched between two steps: some milliseconds of work. */
const PAIRS_PER_STEP = 64

/** As evaluateCoco, but hands back control with the share done (0 to 1) every few milliseconds. */
export function* evaluateCocoInSteps(
  groundTruth: CocoGroundTruth | GroundTruthIndex,
  results: readonly CocoResult[],
  options: CocoEvalOptions,
): Generator<number, CocoEvaluation> {
  const truth =
    groundTruth instanceof GroundTruthIndex ? groundTruth : new GroundTruthIndex(groundTruth)
  const found = new DetectionIndex(results, truth)
  const params = resolveParams(options, {
    imageIds: truth.imageIds,
    categoryIds: truth.categories.map(({ id }) => id),
  })
  const curves = emptyCurves(params)
  const groups: MatchGroup[] = []
  const categoryIds = params.useCats ? params.catIds : [-1]
  for (const [k, categoryId] of categoryIds.entries()) {
    const ofClass: MatchGroup[] = []
    for (const imageId of params.imgIds) {
      const group = matchGroup({ imageId, categoryId }, { truth, found, params })
      if (group === undefined) continue
      ofClass.push(group)
      if (ofClass.length % PAIRS_PER_STEP === 0) {
        yield (k + ofClass.length / params.imgIds.length) / categoryIds.length
      }
    }
    accumulateClass(curves, k, { groups: ofClass, found, params })
    groups.push(...ofClass)
    yield (k + 1) / categoryIds.length
  }
  return {
    ...curves,
    params,
    stats: summarize(curves, params),
    perClass: summarizeClasses(curves, params, truth.categories),
    groups,
    truth,
    found,
  }
}
