import {
  extentOf,
  makeScale,
  roundExtent,
  type ChartScale,
  type Extent,
  type ScaleKind,
} from './chartScale.ts'
import { seriesInk, type ChartDrawing, type ChartMark, type Ink } from './chartDrawing.ts'
import { decimate, type LineData } from './decimate.ts'
import { drawAxes, type Margins } from './drawAxes.ts'
import { smooth } from './smooth.ts'

export interface LineSeries extends LineData {
  readonly name: string
  /** A colour of its own; else the series take theirs in turn. */
  readonly ink?: Ink
  /** Not smoothed even where the others are: a validation figure now and then. */
  readonly isExact?: boolean
}

export interface LineChartOptions {
  readonly series: readonly LineSeries[]
  readonly xLabel: string
  readonly yLabel: string
  readonly yScale?: ScaleKind
  /** 0 (none) to under 1: weight of the past in the moving average; the raw values stay visible behind it. */
  readonly smoothing?: number
  readonly xExtent?: Extent
  readonly yExtent?: Extent
  readonly formatX?: (value: number) => string
  readonly formatY?: (value: number) => string
}

export interface LineChartLayout {
  readonly drawing: ChartDrawing
  readonly x: ChartScale
  readonly y: ChartScale
  readonly margins: Margins
  /** What is drawn strongest of each series: the smoothed values where there is smoothing. */
  readonly lines: readonly (LineData & { readonly name: string; readonly ink: Ink })[]
}

const CHARACTER = 6.3
const LABEL_LINE = 14

/** Lays a line chart out: axes, raw lines behind the smoothed ones, and each line's name at its end. */
export function drawLineChart(
  options: LineChartOptions,
  { width, height }: { readonly width: number; readonly height: number },
): LineChartLayout {
  const { series, yScale = 'linear', smoothing = 0 } = options
  const longest = Math.max(0, ...series.map(({ name }) => name.length))
  const margins = {
    top: 20,
    right: Math.min(12 + longest * CHARACTER, width * 0.3),
    bottom: 34,
    left: 46,
  }
  const lines = series.map((one, index) => ({
    name: one.name,
    x: one.x,
    count: countOf(one),
    y: isSmoothed(one, smoothing) ? smooth(one.y, smoothing, countOf(one)) : one.y,
    ink: one.ink ?? seriesInk(index),
  }))
  const values = series.map((one) => inUse(one.y, countOf(one)))
  const xs = series.map((one) => inUse(one.x, countOf(one)))
  const x = makeScale('linear', options.xExtent ?? extentOf(xs, 'linear'), [
    margins.left,
    width - margins.right,
  ])
  const yExtent = options.yExtent ?? roundExtent(extentOf(values, yScale), yScale)
  const y = makeScale(yScale, yExtent, [height - margins.bottom, margins.top])
  const marks: ChartMark[] = [...drawAxes({ ...options, x, y }, { width, height, margins })]
  series.forEach((one, index) => {
    const ink = lines[index]?.ink ?? '--series-1'
    if (!isSmoothed(one, smoothing)) return
    marks.push({ kind: 'line', points: decimate(one, x, y), ink, width: 1, opacity: 0.3 })
  })
  for (const line of lines) {
    const points = decimate(line, x, y)
    marks.push({ kind: 'line', points, ink: line.ink, width: 2 })
    // A single value has no line.
    if (points.length === 2) {
      marks.push({ kind: 'dot', x: points[0] ?? 0, y: points[1] ?? 0, radius: 3, ink: line.ink })
    }
  }
  marks.push(...labelEnds(lines, y, { left: width - margins.right + 6, margins, height }))
  return { drawing: { width, height, marks }, x, y, margins, lines }
}

function countOf({ x, y, count = Math.min(x.length, y.length) }: LineData): number {
  return count
}

function inUse(values: ArrayLike<number>, count: number): ArrayLike<number> {
  if (values.length === count) return values
  return ArrayBuffer.isView(values) && 'subarray' in values
    ? (values as Float64Array).subarray(0, count)
    : Array.from({ length: count }, (_, i) => values[i] ?? NaN)
}

function isSmoothed({ isExact = false }: LineSeries, smoothing: number): boolean {
  return smoothing > 0 && !isExact
}

/** Names stand where their lines end, moved apart so that none covers another. */
function labelEnds(
  lines: LineChartLayout['lines'],
  y: ChartScale,
  { left, margins, height }: { left: number; margins: Margins; height: number },
): readonly ChartMark[] {
  const room = Math.floor((margins.right - 8) / CHARACTER)
  const labels = lines
    .map(({ name, ink, y: values, count = values.length }) => ({
      text: name.length > room ? `${name.slice(0, Math.max(1, room - 1))}…` : name,
      ink,
      at: y.pixelOf(values[count - 1] ?? NaN),
    }))
    .filter(({ at }) => Number.isFinite(at))
    .sort((a, b) => a.at - b.at)
  let below = margins.top
  const placed = labels.map((label) => {
    const at = Math.max(label.at, below)
    below = at + LABEL_LINE
    return { ...label, at }
  })
  const over = Math.max(0, below - LABEL_LINE - (height - margins.bottom))
  return placed.map(({ text, ink, at }) => ({
    kind: 'text',
    x: left,
    y: at - over,
    text,
    ink,
    align: 'start',
    isBold: true,
  }))
}
