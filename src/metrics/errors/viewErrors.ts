import type { ErrorView } from '../../domain/evaluation.ts'
import { assignErrors, type Thresholds } from './assignErrors.ts'
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
    errors: costs.map((cost, index) => ({ ...cost, count: counts[index]?.count ?? 0 })),
    confusion: confusionMatrix(assignments, categories),
    calibration: calibrate(
      ofAll.flatMap(({ kinds, overlaps: { scores } }) =>
        kinds.flatMap((kind, d) =>
          kind === 'ignored' ? [] : [{ score: scores[d] ?? 0, isHit: kind === 'hit' }],
        ),
      ),
    ),
    examples: listExamples(assignments, source),
    doubts: doubtLabels(ofAll, source),
  }
}
