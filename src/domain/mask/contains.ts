import type { Box } from '../box.ts'
import type { MaskRle } from '../maskRle.ts'
import { maskBox } from './box.ts'

interface MaskIndex {
  readonly box: Box
  /** Where each run ends, column-major. */
  readonly ends: Uint32Array
}

/** Masks are immutable, so what the first question computes serves all later ones. */
const indices = new WeakMap<MaskRle, MaskIndex>()

/**
 * Whether the pixel under a point of the image frame belongs to the mask. A box test, then a binary search over the
 * runs: quick enough to ask 300 masks at every move of the pointer.
 */
export function maskContains(mask: MaskRle, x: number, y: number): boolean {
  const { box, ends } = indexOf(mask)
  const column = Math.floor(x)
  const row = Math.floor(y)
  if (column < box.x || column >= box.x + box.width) return false
  if (row < box.y || row >= box.y + box.height) return false
  const position = column * mask.size.height + row
  let low = 0
  let high = ends.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? 0) > position) high = middle
    else low = middle + 1
  }
  return low % 2 === 1
}

function indexOf(mask: MaskRle): MaskIndex {
  const known = indices.get(mask)
  if (known !== undefined) return known
  let end = 0
  const index = { box: maskBox(mask), ends: mask.counts.map((run) => (end += run)) }
  indices.set(mask, index)
  return index
}
