import type { ErrorView, OperatingPoint } from '../../domain/evaluation.ts'
import { assignErrors, type Thresholds } from './assignErrors.ts'
import { precisionRecall, type ScoredHit } from './averagePrecision.ts'
import { calibrate } from './calibrate.ts'
import { confusionMatrix } from './confusionMatrix.ts'
import { doubtLabels } from './doubtLabels.ts'
import type { ImageOverlaps } from './imageOverlaps.ts'
import { listExamples, type ExampleSource } from './listExamples.ts'
import { splitErrors } from './splitErrors.ts'

/**
 * Everything the dashboard shows at one score and one IoU. Overlaps are computed once, so that a slider costs
 * milliseconds. What errors cost and calibration are over all scores: neither has a meaning over a part.
 */
export function viewErrors(
  overlaps: readonly ImageOverlaps[],
  source: ExampleSource,
  thresholds: Thresholds,
): ErrorView {
  const assignments = overlaps.map((one) => assignErrors(one, thresholds))
  const ofAll = overlaps.map((one) => assignErrors(one, { ...thresholds, score: -Infinity }))
  const outcomes = ofAll.flatMap(({ kinds, overlaps: { scores } }) =>
    kinds.flatMap((kind, d) =>
      kind === 'ignored' ? [] : [{ score: scores[d] ?? 0, isHit: kind === 'hit' }],
    ),
  )
  const { categories } = source.truth
  const count = (wanted: (kind: string) => boolean): number =>
    assignments.reduce((total, { kinds }) => total + kinds.filter(wanted).length, 0)
  const hits = count((kind) => kind === 'hit')
  const falseAlarms = count((kind) => kind !== 'hit' && kind !== 'ignored')
  const truths = assignments.reduce(
    (total, { truthKinds }) => total + truthKinds.filter((kind) => kind !== 'crowd').length,
    0,
  )
  const costs = splitErrors(
    ofAll,
    categories.map(({ id }) => id),
  )
  const counts = splitErrors(assignments, [])
  return {
    ...thresholds,
    hits,
    falseAlarms,
    missed: truths - hits,
    precision: hits + falseAlarms === 0 ? null : hits / (hits + falseAlarms),
    recall: truths === 0 ? null : hits / truths,
    operating: operatingPoints(outcomes, truths),
    errors: costs.map((cost, index) => ({ ...cost, count: counts[index]?.count ?? 0 })),
    confusion: confusionMatrix(assignments, categories),
    calibration: calibrate(outcomes),
    examples: listExamples(assignments, source),
    doubts: doubtLabels(ofAll, source),
  }
}

const MOST_POINTS = 400

/** One point a score, thinned to what a chart can show; the last of equal scores stands for all of them. */
function operatingPoints(
  outcomes: readonly ScoredHit[],
  truthCount: number,
): readonly OperatingPoint[] {
  if (truthCount === 0) return []
  const ranked = [...outcomes].sort((a, b) => b.score - a.score)
  const { precision, recall } = precisionRecall(ranked, truthCount)
  const points = ranked.flatMap(({ score }, i) =>
    ranked[i + 1]?.score === score
      ? []
      : [{ score, precision: precision[i] ?? 0, recall: recall[i] ?? 0 }],
  )
  const every = Math.ceil(points.length / MOST_POINTS)
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}
