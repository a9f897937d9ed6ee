import type { LabelDoubt, Suspicion } from '../../domain/evaluation.ts'
import type { Assignment } from './assignErrors.ts'
import { exampleOfDetection, type ExampleSource } from './listExamples.ts'

const MOST = 100
/** A model as sure as this that disagrees is worth a look at the label. */
const SURE = 0.7
/** From this overlap on two shapes are of one object, whatever they are called. */
const SAME_OBJECT = 0.7

/**
 * Labels that may be wrong, most likely first: a sure detection where no label is, of another class than the label it
 * covers, or of its class but with another outline. Likelihood is the score, times the overlap where a label is doubted.
 */
export function doubtLabels(
  assignments: readonly Assignment[],
  source: ExampleSource,
): readonly LabelDoubt[] {
  const doubts: LabelDoubt[] = []
  for (const assignment of assignments) {
    const { overlaps, kinds, partner } = assignment
    kinds.forEach((kind, d) => {
      const score = overlaps.scores[d] ?? 0
      if (score < SURE) return
      const iou = overlaps.ious[d * overlaps.truths.length + (partner[d] ?? -1)] ?? 0
      const suspicion = suspect(kind, iou)
      if (suspicion === null) return
      const likelihood = suspicion === 'missing-label' ? score : score * iou
      doubts.push({ suspicion, likelihood, example: exampleOfDetection(assignment, d, source) })
    })
  }
  return doubts.sort((a, b) => b.likelihood - a.likelihood).slice(0, MOST)
}

function suspect(kind: string, iou: number): Suspicion | null {
  if (kind === 'background') return 'missing-label'
  if (kind === 'classification' && iou >= SAME_OBJECT) return 'wrong-class'
  if (kind === 'localisation') return 'loose-outline'
  return null
}
