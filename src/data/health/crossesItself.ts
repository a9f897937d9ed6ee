/** Pairs of edges are tested one by one: a polygon of more corners is a traced mask, and those do not cross. */
const MAX_CORNERS = 600

/** Whether two edges of a closed polygon that are not neighbours cross. Touching is not crossing. */
export function crossesItself(polygon: ArrayLike<number>): boolean {
  const corners = Math.floor(polygon.length / 2)
  if (corners < 4 || corners > MAX_CORNERS) return false
  const x = (corner: number) => polygon[2 * (corner % corners)] ?? 0
  const y = (corner: number) => polygon[2 * (corner % corners) + 1] ?? 0
  /** Twice the signed area of the triangle of three corners. */
  const turn = (a: number, b: number, c: number) =>
    (x(b) - x(a)) * (y(c) - y(a)) - (y(b) - y(a)) * (x(c) - x(a))
  for (let a = 0; a < corners; a++) {
    for (let b = a + 2; b < corners; b++) {
      if (a === 0 && b === corners - 1) continue
      const isSplitByA = turn(a, a + 1, b) * turn(a, a + 1, b + 1) < 0
      if (isSplitByA && turn(b, b + 1, a) * turn(b, b + 1, a + 1) < 0) return true
    }
  }
  return false
}
