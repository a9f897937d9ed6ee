import type { Outline } from '../instance.ts'

/**
 * Drops corners that lie within `tolerance` pixels of the line between those that stay (Douglas–Peucker 1973, on
 * closed rings, without recursion). Rings that shrink below a triangle vanish, unless nothing would be left: then the
 * longest ring stays whole. Tolerance 0 changes nothing.
 */
export function simplifyOutline(outline: Outline, tolerance: number): Outline {
  if (tolerance <= 0 || outline.length === 0) return outline
  const rings = outline
    .map((ring) => simplifyRing(ring, tolerance))
    .filter((ring) => ring.length >= 6)
  if (rings.length > 0) return rings
  return [outline.reduce((longest, ring) => (ring.length > longest.length ? ring : longest))]
}

function simplifyRing(ring: Int32Array, tolerance: number): Int32Array {
  const corners = ring.length / 2
  const isKept = new Uint8Array(corners)
  // The first corner is an extreme of the ring, and so is the corner farthest from it: both are worth keeping.
  const far = farthestFromFirst(ring)
  isKept[0] = 1
  isKept[far] = 1
  const limit = tolerance * tolerance
  const spans = [0, far, far, corners]
  while (spans.length > 0) {
    const to = spans.pop() ?? 0
    const from = spans.pop() ?? 0
    const { index, squaredDistance } = farthestFromChord(ring, from, to)
    if (squaredDistance <= limit) continue
    isKept[index] = 1
    spans.push(from, index, index, to)
  }
  return ring.filter((_, at) => isKept[at >> 1] === 1)
}

function farthestFromFirst(ring: Int32Array): number {
  const x0 = ring[0] ?? 0
  const y0 = ring[1] ?? 0
  let far = 0
  let farthest = -1
  for (let at = 0; at < ring.length; at += 2) {
    const distance = ((ring[at] ?? 0) - x0) ** 2 + ((ring[at + 1] ?? 0) - y0) ** 2
    if (distance > farthest) {
      farthest = distance
      far = at / 2
    }
  }
  return far
}

/** The corner strictly between two that lies farthest from the segment between them; `to` may be one past the last. */
function farthestFromChord(ring: Int32Array, from: number, to: number) {
  const x0 = ring[2 * from] ?? 0
  const y0 = ring[2 * from + 1] ?? 0
  const end = (2 * to) % ring.length
  const dx = (ring[end] ?? 0) - x0
  const dy = (ring[end + 1] ?? 0) - y0
  const squaredLength = dx * dx + dy * dy
  let index = from
  let squaredDistance = -1
  for (let at = from + 1; at < to; at++) {
    const px = (ring[2 * at] ?? 0) - x0
    const py = (ring[2 * at + 1] ?? 0) - y0
    const share =
      squaredLength === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squaredLength))
    const squared = (px - share * dx) ** 2 + (py - share * dy) ** 2
    if (squared > squaredDistance) {
      squaredDistance = squared
      index = at
    }
  }
  return { index, squaredDistance }
}
