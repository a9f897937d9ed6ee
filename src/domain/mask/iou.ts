import { fail } from '../failure.ts'
import type { MaskRle } from '../maskRle.ts'
import { maskArea } from './area.ts'

/** Refuses masks of different pictures, whose pixels cannot be compared. */
export function requireSameSize(a: MaskRle, b: MaskRle): void {
  if (a.size.width === b.size.width && a.size.height === b.size.height) return
  fail(
    'bad-request',
    `A mask of a ${a.size.width} × ${a.size.height} picture cannot be compared with one of ${b.size.width} × ${b.size.height}.`,
    'Use masks of one picture.',
  )
}

/** Pixels in both masks, counted on the runs. */
export function maskIntersection(a: MaskRle, b: MaskRle): number {
  requireSameSize(a, b)
  const runsA = a.counts
  const runsB = b.counts
  let area = 0
  let startA = runsA[0] ?? 0
  let startB = runsB[0] ?? 0
  let i = 1
  let j = 1
  while (i < runsA.length && j < runsB.length) {
    const endA = startA + (runsA[i] ?? 0)
    const endB = startB + (runsB[j] ?? 0)
    const overlap = Math.min(endA, endB) - Math.max(startA, startB)
    if (overlap > 0) area += overlap
    if (endA <= endB) {
      startA = endA + (runsA[i + 1] ?? 0)
      i += 2
    } else {
      startB = endB + (runsB[j + 1] ?? 0)
      j += 2
    }
  }
  return area
}

/** Intersection over union of two masks of one picture, 0 when either is empty. */
export function maskIou(a: MaskRle, b: MaskRle): number {
  const intersection = maskIntersection(a, b)
  return intersection === 0 ? 0 : intersection / (maskArea(a) + maskArea(b) - intersection)
}
