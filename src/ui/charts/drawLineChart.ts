import {
  formatValue,
  makeScale,
  roundExtent,
  ticksOf,
  type ChartScale,
  type Extent,
  type ScaleKind,
} from './chartScale.ts'
import { seriesInk, type ChartDrawing, type ChartMark, type Ink } from './chartDrawing.ts'
import { columnsOf, decimate, type LineColumns, type LineData } from './decimate.ts'
import { drawAxes, wantedTicks, type Margins } from './drawAxes.ts'
import { extentOfLines } from './lineSummary.ts'
import { smooth } from './smooth.ts'
import { fitText, textWidth } from './textWidth.ts'

export interface LineSeries extends LineData {
  readonly name: string
  /** A colour of its own; else the series take theirs in turn. */
  readonly ink?: Ink
  /** Not smoothed even where the others are: a validation figure now and then. */
  readonly isExact?: boolean
  /** One of many, drawn faintly behind the others: without a name at its end, not read out. */
  readonly isQuiet?: boolean
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

const LABEL_LINE = 14
const QUIET = { width: 1, opacity: 0.4 } as const

/** Lays a line chart out: axes, raw lines behind the smoothed ones, and each line's name at its end. */
export function drawLineChart(
  options: LineChartOptions,
  { width, height }: { readonly width: number; readonly height: number },
): LineChartLayout {
  const { series, yScale = 'linear', smoothing = 0 } = options
  const named = series.filter(({ isQuiet = false }) => !isQuiet)
  const longest = Math.max(0, ...named.map(({ name }) => textWidth(name)))
  const lines = named.map((one, index) => ({
    name: one.name,
    x: one.x,
    count: countOf(one),
    y: isSmoothed(one, smoothing) ? smooth(one.y, smoothing, countOf(one)) : one.y,
    ink: one.ink ?? seriesInk(index),
  }))
  const values = series.map((one) => ({ values: one.y, count: countOf(one) }))
  const xs = series.map((one) => ({ values: one.x, count: countOf(one) }))
  const [top, bottom] = [20, 34]
  const yExtent = options.yExtent ?? roundExtent(extentOfLines(values, yScale), yScale)
  const y = makeScale(yScale, yExtent, [height - bottom, top])
  const { formatY = formatValue } = options
  const ticks = ticksOf(y, wantedTicks(height - bottom - top)).map((tick) => formatY(tick))
  const margins = {
    top,
    right: Math.min(12 + longest, width * 0.3),
    bottom,
    left: Math.max(46, 10 + Math.max(0, ...ticks.map((tick) => textWidth(tick)))),
  }
  const x = makeScale('linear', options.xExtent ?? extentOfLines(xs, 'linear'), [
    margins.left,
    width - margins.right,
  ])
  const marks: ChartMark[] = [...drawAxes({ ...options, x, y }, { width, height, margins })]
  const pointsOf = sharingColumns(x, y)
  for (const one of series) {
    if (one.isQuiet !== true) continue
    marks.push({ kind: 'line', points: pointsOf(one), ink: '--line-strong', ...QUIET })
  }
  named.forEach((one, index) => {
    const ink = lines[index]?.ink ?? '--series-1'
    if (!isSmoothed(one, smoothing)) return
    marks.push({ kind: 'line', points: pointsOf(one), ink, width: 1, opacity: 0.3 })
  })
  for (const line of lines) {
    const points = pointsOf(line)
    marks.push({ kind: 'line', points, ink: line.ink, width: 2 })
    // A single value has no line.
    if (points.length === 2) {
      marks.push({ kind: 'dot', x: points[0] ?? 0, y: points[1] ?? 0, radius: 3, ink: line.ink })
    }
  }
  marks.push(...labelEnds(lines, y, { left: width - margins.right + 6, margins, height }))
  return { drawing: { width, height, marks }, x, y, margins, lines }
}

/** Draws lines that mostly have the same x: where its values lie is worked out once. */
function sharingColumns(x: ChartScale, y: ChartScale): (line: LineData) => Float32Array {
  const known = new Map<ArrayLike<number>, { count: number; columns: LineColumns }>()
  return (line) => {
    const count = countOf(line)
    const found = known.get(line.x)
    const columns = found?.count === count ? found.columns : columnsOf(line, x)
    known.set(line.x, { count, columns })
    return decimate(line, x, y, columns)
  }
}

function countOf({ x, y, count = Math.min(x.length, y.length) }: LineData): number {
  return count
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
  const room = margins.right - 8
  const labels = lines
    .map(({ name, ink, y: values, count = values.length }) => ({
      text: fitText(name, room),
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
