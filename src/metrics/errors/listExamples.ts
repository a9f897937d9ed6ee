import type { Box } from '../../domain/box.ts'
import type { ErrorView, Example } from '../../domain/evaluation.ts'
import type { DetectionIndex } from '../coco/detectionIndex.ts'
import type { GroundTruthIndex } from '../coco/groundTruthIndex.ts'
import type { Assignment } from './assignErrors.ts'

export interface ExampleSource {
  readonly truth: GroundTruthIndex
  readonly found: DetectionIndex
}

const MOST = 200

/**
 * What to look at, worst first: hits that overlap least, false alarms of the highest score, the largest objects missed.
 */
export function listExamples(
  assignments: readonly Assignment[],
  source: ExampleSource,
): ErrorView['examples'] {
  const every = assignments.flatMap((assignment) => [
    ...assignment.kinds.map((_, d) => exampleOfDetection(assignment, d, source)),
    ...assignment.truthKinds.flatMap((kind, g) =>
      kind === 'missed' ? [exampleOfTruth(assignment, g, source)] : [],
    ),
  ])
  const pick = (
    isWanted: (example: Example) => boolean,
    badness: (example: Example) => number,
  ): readonly Example[] =>
    every
      .filter(isWanted)
      .sort((a, b) => badness(b) - badness(a))
      .slice(0, MOST)
  return {
    hits: pick(
      ({ kind }) => kind === 'hit',
      ({ iou }) => -iou,
    ),
    falseAlarms: pick(
      ({ kind }) => kind !== 'hit' && kind !== 'ignored' && kind !== 'missed',
      ({ score }) => score ?? 0,
    ),
    missed: pick(
      ({ kind }) => kind === 'missed',
      ({ box }) => box.width * box.height,
    ),
  }
}

/** One detection of an assignment with the object it is about. */
export function exampleOfDetection(
  { overlaps, kinds, partner }: Assignment,
  d: number,
  { truth, found }: ExampleSource,
): Example {
  const names = namesOf(truth)
  const g = partner[d] ?? -1
  const detection = overlaps.detections[d] ?? -1
  return {
    kind: kinds[d] ?? 'background',
    imageId: overlaps.imageId,
    detection,
    truth: g < 0 ? null : (overlaps.truths[g] ?? null),
    score: overlaps.scores[d] ?? null,
    iou: g < 0 ? 0 : (overlaps.ious[d * overlaps.truths.length + g] ?? 0),
    predicted: names(overlaps.detectionClasses[d]),
    actual: g < 0 ? null : names(overlaps.truthClasses[g]),
    box: boxOf(found.box(detection)),
  }
}

function exampleOfTruth({ overlaps }: Assignment, g: number, { truth }: ExampleSource): Example {
  const index = overlaps.truths[g] ?? -1
  return {
    kind: 'missed',
    imageId: overlaps.imageId,
    detection: null,
    truth: index,
    score: null,
    iou: 0,
    predicted: null,
    actual: namesOf(truth)(overlaps.truthClasses[g]),
    box: boxOf(truth.box(index)),
  }
}

function namesOf({ categories }: GroundTruthIndex) {
  return (id: number | undefined): string =>
    categories.find((category) => category.id === id)?.name ?? String(id ?? '')
}

function boxOf([x = 0, y = 0, width = 0, height = 0]: readonly number[]): Box {
  return { x, y, width, height }
}
