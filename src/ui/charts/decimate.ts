import type { ChartScale } from './chartScale.ts'
import { summaryOf, type LineSummary } from './lineSummary.ts'

export interface LineData {
  /** Ascending. */
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** How many of the values are in use, for buffers that grow; all by itself. */
  readonly count?: number
}

/**
 * A line as pixels, at most four points a pixel column: the first, lowest, highest and last value there, so that no
 * peak is lost and 100,000 points cost what the width of the chart costs. Values that are not finite break the line.
 */
export function decimate(
  line: LineData,
  scaleX: ChartScale,
  scaleY: ChartScale,
  columns = columnsOf(line, scaleX),
): Float32Array {
  const { x, y, count = Math.min(x.length, y.length) } = line
  const summary = summaryOf(y)
  const canShow = (index: number) => scaleY.kind === 'linear' || (y[index] ?? 0) > 0
  const isWhole = count > 0 && summary.isWhole(count) && canShow(summary.extremes(0, count).lowest)
  return isWhole
    ? decimateWhole({ y, columns, summary }, scaleY)
    : decimateOneByOne({ x, y, count }, scaleX, scaleY)
}

/** Where a line's values lie across the chart: lines with the same x share it. */
export interface LineColumns {
  /** The first position of each pixel column that has any, and behind the last one the count. */
  readonly starts: Uint32Array
  /** The pixel of every first and last value of a column, in turns. */
  readonly ends: Float32Array
  readonly pixelOf: (index: number) => number
}

/** Goes from pixel column to pixel column, by halving what is left. */
export function columnsOf(
  { x, y, count = Math.min(x.length, y.length) }: LineData,
  scaleX: ChartScale,
): LineColumns {
  const starts: number[] = []
  const ends: number[] = []
  const pixelOf = (index: number) => scaleX.pixelOf(x[index] ?? 0)
  for (let from = 0; from < count;) {
    const pixel = pixelOf(from)
    const to = firstAtLeast({ x, count }, scaleX.valueAt(Math.floor(pixel) + 1), from + 1)
    starts.push(from)
    ends.push(pixel, pixelOf(to - 1))
    from = to
  }
  return { starts: Uint32Array.from([...starts, count]), ends: Float32Array.from(ends), pixelOf }
}

interface WholeLine {
  readonly y: ArrayLike<number>
  readonly columns: LineColumns
  readonly summary: LineSummary
}

/** Asks for the extremes of each pixel column. */
function decimateWhole(
  { y, columns: { starts, ends, pixelOf }, summary }: WholeLine,
  scaleY: ChartScale,
): Float32Array {
  const points = new Float32Array(8 * (starts.length - 1))
  let length = 0
  const push = (pixel: number, index: number) => {
    points[length] = pixel
    points[length + 1] = scaleY.pixelOf(y[index] ?? 0)
    length += 2
  }
  for (let column = 0; column + 1 < starts.length; column++) {
    const from = starts[column] ?? 0
    const last = (starts[column + 1] ?? 0) - 1
    push(ends[2 * column] ?? 0, from)
    if (last === from) continue
    const { lowest, highest } = summary.extremes(from, last + 1)
    const [one, two] = lowest < highest ? [lowest, highest] : [highest, lowest]
    if (one > from && one < last) push(pixelOf(one), one)
    if (two > one && two < last) push(pixelOf(two), two)
    push(ends[2 * column + 1] ?? 0, last)
  }
  return points.slice(0, length)
}

function decimateOneByOne(
  { x, y, count }: Required<LineData>,
  scaleX: ChartScale,
  scaleY: ChartScale,
): Float32Array {
  const points: number[] = []
  let column = NaN
  let [first, lowest, highest, last] = [0, 0, 0, 0]
  const flush = (): void => {
    if (Number.isNaN(column)) return
    const inOrder = [first, lowest, highest, last].sort((a, b) => a - b)
    inOrder.forEach((index, position) => {
      if (position > 0 && index === inOrder[position - 1]) return
      points.push(scaleX.pixelOf(x[index] ?? 0), scaleY.pixelOf(y[index] ?? 0))
    })
    column = NaN
  }
  for (let i = 0; i < count; i++) {
    const value = y[i] ?? NaN
    if (!Number.isFinite(value) || (scaleY.kind === 'log' && value <= 0)) {
      flush()
      if (points.length > 0 && !Number.isNaN(points.at(-1))) points.push(NaN, NaN)
      continue
    }
    const at = Math.floor(scaleX.pixelOf(x[i] ?? 0))
    if (at !== column) {
      flush()
      column = at
      first = lowest = highest = i
    }
    if (value < (y[lowest] ?? 0)) lowest = i
    if (value > (y[highest] ?? 0)) highest = i
    last = i
  }
  flush()
  return Float32Array.from(points)
}

/** The position whose x is nearest; -1 for an empty line. */
export function nearestIndex({ x, count = x.length }: LineData, wanted: number): number {
  const low = firstAtLeast({ x, count }, wanted, 0)
  if (low >= count) return count - 1
  const isLeftNearer = low > 0 && wanted - (x[low - 1] ?? 0) < (x[low] ?? 0) - wanted
  return isLeftNearer ? low - 1 : low
}

/** The first position from `start` on whose x is at least `wanted`; `count` when there is none. */
function firstAtLeast(
  { x, count }: { readonly x: ArrayLike<number>; readonly count: number },
  wanted: number,
  start: number,
): number {
  let low = start
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}
