import type { Outline } from '../instance.ts'
import type { MaskRle } from '../maskRle.ts'
import { forEachColumnRun } from './columnRuns.ts'

/**
 * Traces a mask into closed rings along pixel corners, straight from its runs. Foreground is 4-connected: pixels that
 * meet only at a corner get rings of their own. Outer rings run clockwise as seen on screen (positive shoelace area
 * with y down), holes the other way; a ring starts at its leftmost, then topmost, corner, holds turning points only
 * and does not repeat its first point.
 *
 * A sweep over the columns. Between column a (left) and column b (right), each end of a vertical run in either is a
 * corner, unless both have the same end there and the border goes straight on. The corners, sorted downwards, pair up
 * into the vertical edges; horizontal edges stay open from the corner where they begin to the one where they end.
 */
export function traceOutline(mask: MaskRle): Outline {
  const { width, height } = mask.size
  const columns = splitColumns(mask)
  const links = new CornerLinks(2 * columns.ends.length)
  let left: Column = { ends: NO_ENDS, openFrom: NO_ENDS }
  for (let x = 0; x <= width; x++) {
    const from = columns.starts[x] ?? columns.ends.length
    const to = columns.starts[x + 1] ?? columns.ends.length
    if (from === to && left.ends.length === 0) continue
    const right = {
      ends: columns.ends.subarray(from, to),
      openFrom: columns.openFrom.subarray(from, to),
    }
    linkCorners(links, left, right, x)
    left = right
  }
  return height === 0 ? [] : links.rings()
}

const NO_ENDS = new Int32Array(0)

interface Column {
  /** Alternately the first row of a vertical run and the row after its last, ascending. */
  readonly ends: Int32Array
  /** For each end, the corner at which its horizontal edge begins on the left. */
  readonly openFrom: Int32Array
}

/** The runs cut at the column borders: column x owns ends[starts[x]] up to ends[starts[x + 1]]. */
function splitColumns(mask: MaskRle) {
  const { width } = mask.size
  let pieces = 0
  forEachColumnRun(mask, () => pieces++)
  const ends = new Int32Array(2 * pieces)
  const starts = new Uint32Array(width + 2).fill(2 * pieces)
  let filled = 0
  let nextColumn = 0
  forEachColumnRun(mask, (x, top, bottom) => {
    while (nextColumn <= x) starts[nextColumn++] = filled
    ends[filled++] = top
    ends[filled++] = bottom
  })
  return { ends, starts, openFrom: new Int32Array(2 * pieces) }
}

function linkCorners(links: CornerLinks, left: Column, right: Column, x: number): void {
  const a = left.ends
  const b = right.ends
  let i = 0
  let j = 0
  let above = -1 // corner at which the current vertical edge begins, -1 between edges

  const endOfLeft = (y: number): number => {
    const corner = links.add(x, y)
    const start = left.openFrom[i] ?? 0
    if (i % 2 === 0) links.link(start, corner)
    else links.link(corner, start)
    i++
    return corner
  }
  const startOfRight = (y: number): number => {
    const corner = links.add(x, y)
    right.openFrom[j++] = corner
    return corner
  }
  const turn = (corner: number, isInsideLeft: boolean): void => {
    if (above < 0) {
      above = corner
      return
    }
    if (isInsideLeft) links.link(above, corner)
    else links.link(corner, above)
    above = -1
  }

  while (i < a.length || j < b.length) {
    const ya = a[i] ?? Infinity
    const yb = b[j] ?? Infinity
    const isInsideLeft = i % 2 === 1
    if (ya < yb) turn(endOfLeft(ya), isInsideLeft)
    else if (yb < ya) turn(startOfRight(yb), isInsideLeft)
    else if (i % 2 === j % 2) right.openFrom[j++] = left.openFrom[i++] ?? 0
    else if (isInsideLeft) {
      // Two pixels meet at this corner alone: each vertical edge keeps to its own pixel.
      turn(endOfLeft(ya), true)
      turn(startOfRight(yb), false)
    } else {
      turn(startOfRight(yb), false)
      turn(endOfLeft(ya), true)
    }
  }
}

/** Corners and which follows which, with the foreground on the right hand of the walker. */
class CornerLinks {
  readonly #x: Int32Array
  readonly #y: Int32Array
  readonly #next: Int32Array
  #length = 0

  constructor(capacity: number) {
    this.#x = new Int32Array(capacity)
    this.#y = new Int32Array(capacity)
    this.#next = new Int32Array(capacity)
  }

  add(x: number, y: number): number {
    this.#x[this.#length] = x
    this.#y[this.#length] = y
    return this.#length++
  }

  link(from: number, to: number): void {
    this.#next[from] = to
  }

  rings(): Outline {
    const rings: Int32Array[] = []
    const isTaken = new Uint8Array(this.#length)
    for (let first = 0; first < this.#length; first++) {
      if (isTaken[first] === 1) continue
      let length = 0
      for (let at = first; isTaken[at] === 0; at = this.#next[at] ?? first, length++)
        isTaken[at] = 1
      const ring = new Int32Array(2 * length)
      for (let k = 0, at = first; k < length; k++, at = this.#next[at] ?? first) {
        ring[2 * k] = this.#x[at] ?? 0
        ring[2 * k + 1] = this.#y[at] ?? 0
      }
      rings.push(ring)
    }
    return rings
  }
}
