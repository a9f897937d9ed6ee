import { useMemo } from 'react'
import type { EvaluationSummary } from '../../domain/evaluation.ts'
import { LineChart } from '../charts/LineChart.tsx'
import type { LineSeries } from '../charts/drawLineChart.ts'
import { useLimn } from '../useLimn.ts'

/** Mean precision at each recall, at COCO's overlaps; the model beside at IoU 0.50. */
export function CurvesChart() {
  const summary = useLimn((state) => state.evaluation)
  const compared = useLimn((state) => state.compared)
  const series = useMemo(
    () => (summary === null ? [] : seriesOf(summary, compared)),
    [summary, compared],
  )
  if (series.length === 0) return null
  return (
    <LineChart
      title="Precision and recall by overlap"
      note="mean of the classes"
      height={260}
      series={series}
      xLabel="recall"
      yLabel="precision"
      xExtent={UNIT}
      yExtent={UNIT}
    />
  )
}

const UNIT = [0, 1] as const

function seriesOf(
  summary: EvaluationSummary,
  compared: EvaluationSummary | null,
): readonly LineSeries[] {
  const own = summary.curves.map(({ name, precision }) => ({
    name,
    x: precision.map((_, i) => i / 100),
    y: precision.map((value) => (value < 0 ? NaN : value)),
  }))
  const other = compared?.curves[0]
  if (other === undefined) return own
  const { precision } = other
  return [
    ...own,
    {
      name: 'beside, 0.50',
      ink: '--series-6',
      x: precision.map((_, i) => i / 100),
      y: precision.map((value) => (value < 0 ? NaN : value)),
    },
  ]
}
