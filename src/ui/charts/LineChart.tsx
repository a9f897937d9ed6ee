import { useMemo, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { ChartCanvas } from './ChartCanvas.tsx'
import type { ColourOf } from './chartDrawing.ts'
import type { ChartTable } from './ChartExport.tsx'
import { ChartFrame } from './ChartFrame.tsx'
import { formatValue } from './chartScale.ts'
import { nearestIndex } from './decimate.ts'
import { drawLineChart, type LineChartOptions } from './drawLineChart.ts'

interface LineChartProps extends LineChartOptions {
  title: string
  note?: string
  height?: number
  /** What belongs to the chart and stands under it: choices of what it shows. */
  foot?: ReactNode
}

/**
 * Lines over a common axis: training curves, precision and recall. 100,000 points stay smooth, since only what the
 * pixels can show is drawn. Pointer or arrow keys read values out.
 */
export function LineChart({ title, note, height = 240, foot, ...options }: LineChartProps) {
  return (
    <ChartFrame
      title={title}
      {...(note === undefined ? {} : { note })}
      height={height}
      foot={foot}
      draw={(size) => drawLineChart(options, size).drawing}
      table={() => tableOf(options)}
    >
      {(size, colourOf) => (
        <LinePlot title={title} options={options} size={size} colourOf={colourOf} />
      )}
    </ChartFrame>
  )
}

interface LinePlotProps {
  title: string
  options: LineChartOptions
  size: { width: number; height: number }
  colourOf: ColourOf
}

function LinePlot({ title, options, size, colourOf }: LinePlotProps) {
  const { width, height } = size
  const { series, xLabel, yLabel, yScale, smoothing, xExtent, yExtent, formatX, formatY } = options
  const layout = useMemo(
    () =>
      drawLineChart(
        {
          series,
          xLabel,
          yLabel,
          ...(yScale === undefined ? {} : { yScale }),
          ...(smoothing === undefined ? {} : { smoothing }),
          ...(xExtent === undefined ? {} : { xExtent }),
          ...(yExtent === undefined ? {} : { yExtent }),
          ...(formatX === undefined ? {} : { formatX }),
          ...(formatY === undefined ? {} : { formatY }),
        },
        { width, height },
      ),
    [series, xLabel, yLabel, yScale, smoothing, xExtent, yExtent, formatX, formatY, width, height],
  )
  const [reading, setReading] = useState<number | null>(null)
  const { x, lines } = layout

  const readAt = (event: PointerEvent<HTMLDivElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect()
    setReading(x.valueAt(event.clientX - left))
  }
  const step = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') setReading(null)
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (direction === 0) return
    event.preventDefault()
    const [least, most] = x.extent
    const from = reading ?? (direction > 0 ? least : most)
    const stride = ((most - least) / 100) * (event.shiftKey ? 10 : 1)
    setReading(Math.min(most, Math.max(least, from + direction * stride)))
  }
  const [least, most] = x.extent
  const now = reading === null || reading < least || reading > most ? null : reading
  return (
    <div
      className="chart-surface"
      role="group"
      aria-label={`${title}: ${describe(layout.lines)}. Arrow keys read values.`}
      tabIndex={0}
      onPointerMove={readAt}
      onPointerLeave={() => setReading(null)}
      onKeyDown={step}
      onBlur={() => setReading(null)}
    >
      <ChartCanvas drawing={layout.drawing} colourOf={colourOf} />
      {now !== null && lines.length > 0 && (
        <ReadOut layout={layout} at={now} options={options} width={width} />
      )}
    </div>
  )
}

interface ReadOutProps {
  layout: ReturnType<typeof drawLineChart>
  at: number
  options: LineChartOptions
  width: number
}

/** The values under the pointer, one line a series, with a dot on each. */
function ReadOut({ layout: { x, y, margins, drawing, lines }, at, options, width }: ReadOutProps) {
  const { formatX = formatValue, formatY = formatValue, xLabel } = options
  const values = lines.flatMap((line) => {
    const index = nearestIndex(line, at)
    const value = line.y[index] ?? NaN
    return index < 0 || !Number.isFinite(value)
      ? []
      : [{ name: line.name, ink: line.ink, value, x: line.x[index] ?? 0 }]
  })
  const [first] = values
  if (first === undefined) return null
  const left = x.pixelOf(first.x)
  const isRight = left > width / 2
  return (
    <>
      <div
        className="chart-rule"
        style={{ left, top: margins.top, height: drawing.height - margins.top - margins.bottom }}
      />
      {values.map(({ name, ink, value, x: place }) => (
        <div
          key={name}
          className="chart-dot"
          style={{ left: x.pixelOf(place), top: y.pixelOf(value), background: `var(${ink})` }}
        />
      ))}
      <div
        className="chart-reading"
        role="status"
        style={isRight ? { right: width - left + 10 } : { left: left + 10 }}
      >
        <div className="chart-reading-x">
          {xLabel} {formatX(first.x)}
        </div>
        {values.map(({ name, ink, value }) => (
          <div key={name} className="chart-reading-row">
            <i style={{ background: `var(${ink})` }} />
            <span>{name}</span>
            <b>{formatY(value)}</b>
          </div>
        ))}
      </div>
    </>
  )
}

function describe(lines: ReturnType<typeof drawLineChart>['lines']): string {
  if (lines.length === 0) return 'nothing yet'
  return lines
    .map(({ name, y, count = y.length }) => `${name} ${formatValue(y[count - 1] ?? NaN)} last`)
    .join(', ')
}

/** Every value of every series, one row each. */
function tableOf({ series, xLabel, yLabel }: LineChartOptions): ChartTable {
  const rows = series.flatMap(({ name, x, y, count = Math.min(x.length, y.length) }) =>
    Array.from({ length: count }, (_, i) => [name, x[i] ?? NaN, y[i] ?? NaN]),
  )
  return [['series', xLabel, yLabel], ...rows]
}
