import type { ImageSize } from '../../domain/image.ts'
import { RunBuilder } from '../../domain/mask/runBuilder.ts'
import type { MaskRle } from '../../domain/maskRle.ts'

export interface LogitsGrid {
  /** [side, side], row-major: positive inside the mask. */
  readonly logits: Float32Array
  readonly side: number
  /** The part of the grid that the picture covers, from the top left; the rest is padding. */
  readonly covered: ImageSize
}

/** Rows or columns of the grid beside one image position: low + share of the way to high. */
interface Sampling {
  readonly low: Int32Array
  readonly share: Float64Array
}

/**
 * The mask at image resolution: bilinear interpolation of the logits with half-pixel centres, positive is inside.
 * Goes column by column straight to runs. Along a column the logits are linear between two grid rows, so that the
 * border is found where they change sign and no pixel is visited: 50 megapixels cost as much as their width.
 */
export function maskFromLogits(grid: LogitsGrid, imageSize: ImageSize): MaskRle {
  const { logits, side, covered } = grid
  const { width, height } = imageSize
  const runs = new RunBuilder()
  const region = positiveColumns(logits, side)
  const columns = sample(width, covered.width, side)
  const rows = sample(height, covered.height, side)
  const firstRowBeyond = rowStarts(rows, side)
  const column = new Float64Array(side)
  for (let x = 0; x < width; x++) {
    const low = columns.low[x] ?? 0
    const share = columns.share[x] ?? 0
    const high = Math.min(low + 1, side - 1)
    if (high < region.first || low > region.last) {
      runs.append(0, height)
      continue
    }
    for (let row = 0, at = 0; row < side; row++, at += side) {
      const left = logits[at + low] ?? 0
      column[row] = left + ((logits[at + high] ?? 0) - left) * share
    }
    appendColumn(runs, column, rows, firstRowBeyond, height)
  }
  return runs.finish(imageSize)
}

/** Grid columns that hold any positive logit; first > last when there is none. */
function positiveColumns(logits: Float32Array, side: number): { first: number; last: number } {
  let first = side
  let last = -1
  for (let at = 0; at < logits.length; at++) {
    if ((logits[at] ?? 0) <= 0) continue
    const column = at % side
    first = Math.min(first, column)
    last = Math.max(last, column)
  }
  return { first, last }
}

function sample(length: number, covered: number, side: number): Sampling {
  const low = new Int32Array(length)
  const share = new Float64Array(length)
  for (let i = 0; i < length; i++) {
    const position = Math.min(Math.max(((i + 0.5) * covered) / length - 0.5, 0), side - 1)
    low[i] = Math.floor(position)
    share[i] = position - Math.floor(position)
  }
  return { low, share }
}

/** For each grid row, the first image row whose `low` is that row or a later one; one more entry for the end. */
function rowStarts({ low }: Sampling, side: number): Int32Array {
  const starts = new Int32Array(side + 1).fill(low.length)
  for (let y = low.length - 1; y >= 0; y--) starts[low[y] ?? 0] = y
  for (let row = side - 1; row >= 0; row--) {
    starts[row] = Math.min(starts[row] ?? 0, starts[row + 1] ?? 0)
  }
  return starts
}

/** Image rows y with starts[row] <= y < starts[row + 1] lie between grid rows `row` and `row + 1`. */
function appendColumn(
  runs: RunBuilder,
  column: Float64Array,
  rows: Sampling,
  starts: Int32Array,
  height: number,
): void {
  const side = column.length
  for (let row = 0; row < side; row++) {
    const from = starts[row] ?? height
    const to = starts[row + 1] ?? height
    if (from === to) continue
    const top = column[row] ?? 0
    const bottom = column[Math.min(row + 1, side - 1)] ?? 0
    const isInside = (y: number) => top + (bottom - top) * (rows.share[y] ?? 0) > 0
    const first = isInside(from)
    if (first === isInside(to - 1)) {
      runs.append(first ? 1 : 0, to - from)
      continue
    }
    // One change of sign in between: bisect for it, so that it is the very pixel the formula gives.
    let before = from
    let after = to - 1
    while (after - before > 1) {
      const middle = (before + after) >> 1
      if (isInside(middle) === first) before = middle
      else after = middle
    }
    runs.append(first ? 1 : 0, after - from)
    runs.append(first ? 0 : 1, to - after)
  }
}
