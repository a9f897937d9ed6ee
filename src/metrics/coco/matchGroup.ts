import { boxIouCrowd, maskIouCrowd } from '../maskRle.ts'
import type { CocoParams } from './cocoParams.ts'
import type { DetectionIndex } from './detectionIndex.ts'
import type { GroundTruthIndex } from './groundTruthIndex.ts'

/** What became of a detection at one IoU threshold and in one size range, as bits. */
export const MATCHED = 1
export const IGNORED = 2

/** The detections and true objects of one image and class, and how they were matched. */
export interface MatchGroup {
  readonly imageId: number
  /** -1 where classes are left aside. */
  readonly categoryId: number
  /** Positions in the results, by falling score, the best `maxDets` of them. */
  readonly detections: readonly number[]
  /** Positions in the annotations, in the file's order. */
  readonly truths: readonly number[]
  /** [detections, truths] */
  readonly ious: Float64Array
  /** One a size range. */
  readonly areas: readonly AreaMatches[]
}

export interface AreaMatches {
  /** [truths]: 1 for crowds and for what lies outside the size range. */
  readonly truthIgnored: Uint8Array
  /** [thresholds, detections]: which of the truths was matched, -1 for none. */
  readonly detectionMatch: Int32Array
  /** [thresholds, detections]: bits MATCHED and IGNORED. */
  readonly detectionState: Uint8Array
  /** [thresholds, truths]: which of the detections matched last, -1 for none. */
  readonly truthMatch: Int32Array
}

interface MatchInput {
  readonly truth: GroundTruthIndex
  readonly found: DetectionIndex
  readonly params: CocoParams
}

/**
 * Matches one image and class (pycocotools' `computeIoU` and `evaluateImg`); undefined where there is neither a
 * detection nor a true object.
 */
export function matchGroup(
  { imageId, categoryId }: { readonly imageId: number; readonly categoryId: number },
  input: MatchInput,
): MatchGroup | undefined {
  const { truth, found, params } = input
  const classes = params.useCats ? [categoryId] : params.catIds
  const truths = truth.groups.of(imageId, classes)
  const all = found.groups.of(imageId, classes)
  if (truths.length === 0 && all.length === 0) return undefined
  const most = params.maxDets.at(-1) ?? 0
  const detections = byFallingScore(all, found).slice(0, Math.max(0, most))
  const ious = computeIous(detections, truths, input)
  const isCrowd = Uint8Array.from(truths, (index) => (truth.isCrowd(index) ? 1 : 0))
  const areas = params.areaRng.map((range) =>
    matchInRange({ detections, truths, ious, isCrowd, range }, input),
  )
  return { imageId, categoryId, detections, truths, ious, areas }
}

/** A stable order, in which equal scores keep their place in the file. */
function byFallingScore(indices: readonly number[], found: DetectionIndex): readonly number[] {
  if (indices.length < 2) return indices
  return [...indices].sort((a, b) => found.score(b) - found.score(a))
}

function computeIous(
  detections: readonly number[],
  truths: readonly number[],
  { truth, found, params }: MatchInput,
): Float64Array {
  const ious = new Float64Array(detections.length * truths.length)
  if (ious.length === 0) return ious
  let at = 0
  for (const detection of detections) {
    for (const index of truths) {
      ious[at++] =
        params.iouType === 'segm'
          ? maskIouCrowd(found.mask(detection), truth.mask(index), truth.isCrowd(index))
          : boxIouCrowd(found.box(detection), truth.box(index), truth.isCrowd(index))
    }
  }
  return ious
}

interface RangeInput {
  readonly detections: readonly number[]
  readonly truths: readonly number[]
  readonly ious: Float64Array
  readonly isCrowd: Uint8Array
  readonly range: readonly [number, number]
}

function matchInRange(
  { detections, truths, ious, isCrowd, range }: RangeInput,
  { truth, found, params }: MatchInput,
): AreaMatches {
  const [smallest, largest] = range
  const isOutside = (area: number): boolean => area < smallest || area > largest
  const truthIgnored = Uint8Array.from(truths, (index, position) =>
    isCrowd[position] === 1 || isOutside(truth.area(index)) ? 1 : 0,
  )
  const [D, G, T] = [detections.length, truths.length, params.iouThrs.length]
  const detectionMatch = new Int32Array(T * D).fill(-1)
  const detectionState = new Uint8Array(T * D)
  const truthMatch = new Int32Array(T * G).fill(-1)
  const order = ignoredLast(truthIgnored)
  // An annotation whose id is 0 takes the match but leaves the detection unmatched, as 0 is the reference's "none".
  const counts = Uint8Array.from(truths, (index) => (truth.annotations[index]?.id === 0 ? 0 : 1))
  params.iouThrs.forEach((threshold, t) => {
    const least = Math.min(threshold, 1 - 1e-10)
    for (let d = 0; d < D && G > 0; d++) {
      const match = bestTruth({ d, least, ious, order, isCrowd, truthIgnored, truthMatch, t })
      if (match < 0) continue
      detectionMatch[t * D + d] = match
      detectionState[t * D + d] =
        (counts[match] === 1 ? MATCHED : 0) | (truthIgnored[match] === 1 ? IGNORED : 0)
      truthMatch[t * G + match] = d
    }
  })
  for (let d = 0; d < D; d++) {
    if (!isOutside(found.area(detections[d] ?? 0))) continue
    for (let at = d; at < T * D; at += D) {
      const state = detectionState[at] ?? 0
      if ((state & MATCHED) === 0) detectionState[at] = state | IGNORED
    }
  }
  return { truthIgnored, detectionMatch, detectionState, truthMatch }
}

/** Positions of the truths, those that count before those that do not, each in their order. */
function ignoredLast(truthIgnored: Uint8Array): Int32Array {
  const order = new Int32Array(truthIgnored.length)
  let filled = 0
  for (const wanted of [0, 1]) {
    for (let g = 0; g < order.length; g++) if (truthIgnored[g] === wanted) order[filled++] = g
  }
  return order
}

interface Search {
  readonly d: number
  readonly t: number
  readonly least: number
  readonly ious: Float64Array
  readonly order: Int32Array
  readonly isCrowd: Uint8Array
  readonly truthIgnored: Uint8Array
  readonly truthMatch: Int32Array
}

/** The free truth that overlaps most (the last of equals), where one that counts goes before any that does not. */
function bestTruth(search: Search): number {
  const { d, t, ious, order, isCrowd, truthIgnored, truthMatch } = search
  const G = order.length
  let best = search.least
  let match = -1
  for (let k = 0; k < G; k++) {
    const g = order[k] ?? 0
    if ((truthMatch[t * G + g] ?? -1) >= 0 && isCrowd[g] === 0) continue
    if (match >= 0 && truthIgnored[match] === 0 && truthIgnored[g] === 1) break
    const iou = ious[d * G + g] ?? 0
    if (iou < best) continue
    best = iou
    match = g
  }
  return match
}
