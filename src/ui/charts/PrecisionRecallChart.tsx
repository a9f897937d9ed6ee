import { useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react'
import type { OperatingPoint } from '../../domain/evaluation.ts'
import { formatScore } from '../format.ts'
import { ChartCanvas } from './ChartCanvas.tsx'
import type { ColourOf } from './chartDrawing.ts'
import { ChartFrame } from './ChartFrame.tsx'
import { drawLineChart, type LineChartOptions } from './drawLineChart.ts'

interface PrecisionRecallChartProps {
  title: string
  note: string
  /** By falling score. */
  points: readonly OperatingPoint[]
  score: number
  onScore: (score: number) => void
}

/** Precision against recall of every score, with the chosen score as a point to drag along the line. */
export function PrecisionRecallChart(props: PrecisionRecallChartProps) {
  const { title, note, points } = props
  const options = useMemo(() => optionsOf(points), [points])
  return (
    <ChartFrame
      title={title}
      note={note}
      height={260}
      draw={(size) => drawLineChart(options, size).drawing}
      table={() => [
        ['score', 'precision', 'recall'],
        ...points.map(({ score, precision, recall }) => [score, precision, recall]),
      ]}
    >
      {(size, colourOf) => <Plot {...props} options={options} size={size} colourOf={colourOf} />}
    </ChartFrame>
  )
}

function optionsOf(points: readonly OperatingPoint[]): LineChartOptions {
  return {
    series: [
      {
        name: '',
        x: points.map(({ recall }) => recall),
        y: points.map(({ precision }) => precision),
      },
    ],
    xLabel: 'recall',
    yLabel: 'precision',
    xExtent: [0, 1],
    yExtent: [0, 1],
  }
}

type PlotProps = PrecisionRecallChartProps & {
  options: LineChartOptions
  size: { width: number; height: number }
  colourOf: ColourOf
}

function Plot({ points, score, onScore, options, size, colourOf }: PlotProps) {
  const { width, height } = size
  const layout = useMemo(() => drawLineChart(options, { width, height }), [options, width, height])
  const surface = useRef<HTMLDivElement>(null)
  const { x, y } = layout
  const now = pointAt(points, score)
  const left = x.pixelOf(now?.recall ?? 0)
  const top = y.pixelOf(now?.precision ?? 1)

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const host = surface.current
    if (host === null || event.buttons === 0) return
    const box = host.getBoundingClientRect()
    const nearest = nearestPoint(points, (point) =>
      Math.hypot(
        x.pixelOf(point.recall) - (event.clientX - box.left),
        y.pixelOf(point.precision) - (event.clientY - box.top),
      ),
    )
    if (nearest !== undefined) onScore(roundScore(nearest.score))
  }
  const step = (event: KeyboardEvent) => {
    const direction =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? -1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? 1
          : 0
    if (direction === 0) return
    event.preventDefault()
    const stride = event.shiftKey ? 0.1 : 0.01
    onScore(roundScore(Math.min(1, Math.max(0, score + direction * stride))))
  }
  return (
    <div
      className="chart-surface"
      ref={surface}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag(event)
      }}
      onPointerMove={drag}
    >
      <ChartCanvas drawing={layout.drawing} colourOf={colourOf} />
      <div
        className="chart-handle"
        role="slider"
        tabIndex={0}
        aria-label="Score at least"
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={score}
        aria-valuetext={`${formatScore(score)}: precision ${formatScore(now?.precision ?? 0)}, recall ${formatScore(now?.recall ?? 0)}`}
        style={{ left, top }}
        onKeyDown={step}
      />
      <div
        className="chart-reading"
        style={
          left > width / 2
            ? { right: width - left + 14, top: top + 8 }
            : { left: left + 14, top: top + 8 }
        }
      >
        score {formatScore(score)}
      </div>
    </div>
  )
}

/** The last point that reaches the score: what is found from there on up. */
function pointAt(points: readonly OperatingPoint[], score: number): OperatingPoint | undefined {
  return points.findLast((point) => point.score >= score) ?? points[0]
}

function nearestPoint(
  points: readonly OperatingPoint[],
  distance: (point: OperatingPoint) => number,
): OperatingPoint | undefined {
  let best: OperatingPoint | undefined
  let least = Infinity
  for (const point of points) {
    const value = distance(point)
    if (value < least) [best, least] = [point, value]
  }
  return best
}

/** Downwards, so that the detection at the score itself still counts. */
function roundScore(score: number): number {
  return Math.floor(score * 100 + 1e-9) / 100
}
