import { boxIou, type Box } from './box.ts'
import { BoxGrid } from './regions/boxGrid.ts'

/** Of the grid in which boxes are looked up, pixels. */
const CELL = 128

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
  const keptAt = new BoxGrid<ScoredBox>(CELL)
  for (const index of order) {
    const candidate = boxes[index]
    if (candidate === undefined) continue
    if (overlapsOne(candidate, keptAt, maxOverlap)) continue
    kept.push(index)
    keptAt.add(candidate, candidate.box)
  }
  return kept
}

/** Boxes that do not overlap at all are never asked about: a slide has thousands of objects. */
function overlapsOne({ box }: ScoredBox, kept: BoxGrid<ScoredBox>, maxOverlap: number): boolean {
  for (const better of kept.near(box)) if (boxIou(better.box, box) > maxOverlap) return true
  return false
}
