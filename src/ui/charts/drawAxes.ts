import { formatValue, ticksOf, type ChartScale } from './chartScale.ts'
import type { ChartMark } from './chartDrawing.ts'

/** Pixels kept around the plot for ticks and labels. */
export interface Margins {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

export interface Axes {
  readonly x: ChartScale
  readonly y: ChartScale
  readonly xLabel: string
  readonly yLabel: string
  readonly formatX?: (value: number) => string
  readonly formatY?: (value: number) => string
}

const GRID = { ink: '--line', width: 1 } as const

/** How many ticks stand up an axis this high without crowding. */
export function wantedTicks(height: number): number {
  return Math.max(2, height / 44)
}

/** Grid lines, ticks and the two labels: what the numbers are stands beside them. */
export function drawAxes(
  { x, y, xLabel, yLabel, formatX = formatValue, formatY = formatValue }: Axes,
  { width, height, margins }: { width: number; height: number; margins: Margins },
): readonly ChartMark[] {
  const right = width - margins.right
  const bottom = height - margins.bottom
  const marks: ChartMark[] = []
  for (const tick of ticksOf(y, wantedTicks(bottom - margins.top))) {
    const at = Math.round(y.pixelOf(tick)) + 0.5
    marks.push({ kind: 'line', points: [margins.left, at, right, at], ...GRID })
    marks.push({
      kind: 'text',
      x: margins.left - 6,
      y: at,
      text: formatY(tick),
      ink: '--text-quiet',
      align: 'end',
    })
  }
  for (const tick of ticksOf(x, Math.max(2, (right - margins.left) / 90))) {
    const at = x.pixelOf(tick)
    marks.push({
      kind: 'text',
      x: at,
      y: bottom + 12,
      text: formatX(tick),
      ink: '--text-quiet',
      align: 'middle',
    })
  }
  const axis = [margins.left, bottom + 0.5, right, bottom + 0.5]
  marks.push({ kind: 'line', points: axis, ink: '--line-strong', width: 1 })
  marks.push({
    kind: 'text',
    x: right,
    y: height - 7,
    text: xLabel,
    ink: '--text-quiet',
    align: 'end',
  })
  marks.push({ kind: 'text', x: 2, y: 8, text: yLabel, ink: '--text-quiet', align: 'start' })
  return marks
}
