import { boxIou, type Box } from './box.ts'

export interface ScoredBox {
  readonly box: Box
  readonly score: number
}

/**
 * Greedy non-maximum suppression over all classes together: one object wears one label. Takes boxes best first and
 * drops those that overlap a kept one by more than `maxOverlap` IoU. Returns kept indices, best first; equal scores
 * keep their order.
 */
export function suppressOverlaps(boxes: readonly ScoredBox[], maxOverlap: number): number[] {
  const order = boxes.map((_, index) => index)
  order.sort((a, b) => (boxes[b]?.score ?? 0) - (boxes[a]?.score ?? 0))
  const kept: number[] = []
  for (const index of order) {
    const candidate = boxes[index]
    if (candidate === undefined) continue
    const overlaps = kept.some((other) => {
      const better = boxes[other]
      return better !== undefined && boxIou(better.box, candidate.box) > maxOverlap
    })
    if (!overlaps) kept.push(index)
  }
  return kept
}
