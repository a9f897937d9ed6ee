import type { ChartScale } from './chartScale.ts'

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
  { x, y, count = Math.min(x.length, y.length) }: LineData,
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
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  if (low >= count) return count - 1
  const isLeftNearer = low > 0 && wanted - (x[low - 1] ?? 0) < (x[low] ?? 0) - wanted
  return isLeftNearer ? low - 1 : low
}
