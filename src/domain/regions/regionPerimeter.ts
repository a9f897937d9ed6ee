import type { Box } from '../box.ts'
import type { MaskRle } from '../maskRle.ts'
import { forEachColumnRun } from '../mask/columnRuns.ts'

const DIAGONAL = Math.SQRT2
const CORNER = (1 + Math.SQRT2) / 2

/**
 * How much a border pixel adds, by what else of the border lies around it: 10 for each diagonal neighbour, 2 for each
 * side neighbour, 1 for itself (Benkrid and Crookes, Design and FPGA Implementation of a Perimeter Estimator, 2000).
 */
const LENGTHS = new Map<number, number>([
  ...[5, 7, 15, 17, 25, 27].map((sum) => [sum, 1] as const),
  ...[21, 33].map((sum) => [sum, DIAGONAL] as const),
  ...[13, 23].map((sum) => [sum, CORNER] as const),
])

/** Length of the border of a mask in pixels, as scikit-image's `perimeter` with four neighbours. */
export function regionPerimeter(mask: MaskRle, box: Box): number {
  // Two empty pixels to every side, so that no neighbour is out of reach.
  const width = box.width + 4
  const inside = new Uint8Array(width * (box.height + 4))
  forEachColumnRun(mask, (x, top, bottom) => {
    for (let y = top; y < bottom; y++) inside[(y - box.y + 2) * width + x - box.x + 2] = 1
  })
  const sides = [-width, -1, 1, width]
  const corners = [-width - 1, -width + 1, width - 1, width + 1]
  const border = inside.map((value, at) =>
    value === 1 && sides.some((step) => inside[at + step] === 0) ? 1 : 0,
  )
  let length = 0
  border.forEach((value, at) => {
    if (value === 0) return
    let sum = 1
    for (const step of sides) sum += 2 * (border[at + step] ?? 0)
    for (const step of corners) sum += 10 * (border[at + step] ?? 0)
    length += LENGTHS.get(sum) ?? 0
  })
  return length
}
