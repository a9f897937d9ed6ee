import type { CocoParams } from './cocoParams.ts'
import type { DetectionIndex } from './detectionIndex.ts'
import { IGNORED, MATCHED, type MatchGroup } from './matchGroup.ts'

/** Dimensions of the curves, under the letters of the reference. */
export interface CurveShape {
  /** IoU thresholds. */
  readonly T: number
  /** Recall points. */
  readonly R: number
  /** Classes. */
  readonly K: number
  /** Size ranges. */
  readonly A: number
  /** Limits on detections. */
  readonly M: number
}

export interface Curves {
  readonly shape: CurveShape
  /** [T, R, K, A, M]; -1 where there is no ground truth. */
  readonly precision: Float64Array
  /** [T, K, A, M]: the largest recall reached; -1 where there is no ground truth. */
  readonly recall: Float64Array
  /** [T, R, K, A, M]: the score at which each recall is reached. */
  readonly scores: Float64Array
}

export function emptyCurves(params: CocoParams): Curves {
  const shape = {
    T: params.iouThrs.length,
    R: params.recThrs.length,
    K: params.useCats ? params.catIds.length : 1,
    A: params.areaRng.length,
    M: params.maxDets.length,
  }
  const { T, R, K, A, M } = shape
  return {
    shape,
    precision: new Float64Array(T * R * K * A * M).fill(-1),
    recall: new Float64Array(T * K * A * M).fill(-1),
    scores: new Float64Array(T * R * K * A * M).fill(-1),
  }
}

/** The detections of one class over all images, best first; equal scores in the order of images. */
interface Ranking {
  readonly score: Float64Array
  /** Which of the groups each is of, and its place in that group. */
  readonly group: Int32Array
  readonly rank: Int32Array
}

/** Fills class `k` of the curves from its images, in ascending order (pycocotools' `accumulate`). */
export function accumulateClass(
  curves: Curves,
  k: number,
  input: {
    readonly groups: readonly MatchGroup[]
    readonly found: DetectionIndex
    readonly params: CocoParams
  },
): void {
  const { groups, params } = input
  if (groups.length === 0) return
  const ranking = rankDetections(groups, input.found)
  const N = ranking.score.length
  const { A, M, T } = curves.shape
  const states = new Uint8Array(T * N) // [T, N]
  for (let a = 0; a < A; a++) {
    const present = countPresent(groups, a)
    if (present === 0) continue
    gatherStates(states, ranking, groups, a)
    for (let m = 0; m < M; m++) {
      const limit = params.maxDets[m] ?? 0
      for (let t = 0; t < T; t++) {
        fillCurve(curves, { t, k, a, m }, { ranking, states, limit, present, params })
      }
    }
  }
}

/**
 * Sorted once for the largest limit: leaving out those of too high a rank in their own image gives the order of every
 * smaller one, as the sort is stable.
 */
function rankDetections(groups: readonly MatchGroup[], found: DetectionIndex): Ranking {
  const N = groups.reduce((total, { detections }) => total + detections.length, 0)
  const scores = new Float64Array(N)
  const group = new Int32Array(N)
  const rank = new Int32Array(N)
  let filled = 0
  groups.forEach(({ detections }, index) => {
    detections.forEach((detection, place) => {
      scores[filled] = found.score(detection)
      group[filled] = index
      rank[filled++] = place
    })
  })
  const order = Int32Array.from({ length: N }, (_, i) => i)
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  return {
    score: Float64Array.from(order, (i) => scores[i] ?? 0),
    group: Int32Array.from(order, (i) => group[i] ?? 0),
    rank: Int32Array.from(order, (i) => rank[i] ?? 0),
  }
}

function countPresent(groups: readonly MatchGroup[], a: number): number {
  let present = 0
  for (const { areas } of groups) {
    for (const isIgnored of areas[a]?.truthIgnored ?? []) if (isIgnored === 0) present++
  }
  return present
}

function gatherStates(
  states: Uint8Array,
  { group, rank }: Ranking,
  groups: readonly MatchGroup[],
  a: number,
): void {
  const N = group.length
  for (let i = 0; i < N; i++) {
    const from = groups[group[i] ?? 0]
    const state = from?.areas[a]?.detectionState
    const D = from?.detections.length ?? 0
    for (let at = i, d = rank[i] ?? 0; at < states.length; at += N, d += D) {
      states[at] = state?.[d] ?? 0
    }
  }
}

interface CurveInput {
  readonly ranking: Ranking
  readonly states: Uint8Array
  readonly limit: number
  readonly present: number
  readonly params: CocoParams
}

function fillCurve(
  { shape, precision, recall, scores }: Curves,
  { t, k, a, m }: { t: number; k: number; a: number; m: number },
  { ranking, states, limit, present, params }: CurveInput,
): void {
  const { K, A, M, R } = shape
  const N = ranking.score.length
  const precisions = new Float64Array(N)
  const recalls = new Float64Array(N)
  const places = new Int32Array(N)
  let [n, hits, misses] = [0, 0, 0]
  for (let i = 0; i < N; i++) {
    if ((ranking.rank[i] ?? 0) >= limit) continue
    const state = states[t * N + i] ?? 0
    if (state === MATCHED) hits++
    else if ((state & IGNORED) === 0) misses++
    recalls[n] = hits / present
    precisions[n] = hits / (misses + hits + Number.EPSILON)
    places[n++] = i
  }
  recall[((t * K + k) * A + a) * M + m] = n > 0 ? (recalls[n - 1] ?? 0) : 0
  for (let i = n - 1; i > 0; i--) {
    const better = precisions[i] ?? 0
    if (better > (precisions[i - 1] ?? 0)) precisions[i - 1] = better
  }
  let hasEnded = false
  for (let r = 0; r < R; r++) {
    const at = (((t * R + r) * K + k) * A + a) * M + m
    const reached: number = hasEnded ? n : firstAtLeast(recalls, n, params.recThrs[r] ?? 0)
    // The reference leaves the loop at the first recall that is never reached, whatever comes after it.
    hasEnded ||= reached >= n
    precision[at] = hasEnded ? 0 : (precisions[reached] ?? 0)
    scores[at] = hasEnded ? 0 : (ranking.score[places[reached] ?? 0] ?? 0)
  }
}

/** Where the ascending `values` first reach `least`; `count` when they never do. */
function firstAtLeast(values: Float64Array, count: number, least: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) < least) low = middle + 1
    else high = middle
  }
  return low
}
