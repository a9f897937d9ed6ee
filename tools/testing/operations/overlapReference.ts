import type { Numbers } from './operationSpec.ts'

/** Intersection over union of box `i` of `a` and box `j` of `b`; 0 between empty boxes. */
export function overlapReference(a: Numbers, i: number, b: Numbers, j: number): number {
  const side = (boxes: Numbers, box: number, axis: number): number =>
    (boxes[box * 4 + axis + 2] ?? NaN) - (boxes[box * 4 + axis] ?? NaN)
  const shared = [0, 1].map((axis) => {
    const start = Math.max(a[i * 4 + axis] ?? NaN, b[j * 4 + axis] ?? NaN)
    const end = Math.min(a[i * 4 + axis + 2] ?? NaN, b[j * 4 + axis + 2] ?? NaN)
    return Math.max(end - start, 0)
  })
  const intersection = (shared[0] ?? NaN) * (shared[1] ?? NaN)
  const areas = side(a, i, 0) * side(a, i, 1) + side(b, j, 0) * side(b, j, 1)
  return areas === intersection ? 0 : intersection / (areas - intersection)
}
