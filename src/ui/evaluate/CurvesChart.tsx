import { useMemo } from 'react'
import type { EvaluationSummary } from '../../domain/evaluation.ts'
import { LineChart } from '../charts/LineChart.tsx'
import type { LineSeries } from '../charts/drawLineChart.ts'
import { useLimn } from '../useLimn.ts'

/**
 * Mean precision at each recall, at COCO's overlaps; the model beside at IoU 0.50. With classes chosen, the line of each
 * at IoU 0.50 instead of the overlaps.
 */
export function CurvesChart({ classes }: { classes: readonly number[] }) {
  const summary = useLimn((state) => state.evaluation)
  const compared = useLimn((state) => state.compared)
  const series = useMemo(
    () => (summary === null ? [] : seriesOf(summary, compared, classes)),
    [summary, compared, classes],
  )
  if (series.length === 0) return null
  return (
    <LineChart
      title={
        classes.length === 0 ? 'Precision and recall by overlap' : 'Precision and recall by class'
      }
      note={classes.length === 0 ? 'mean of the classes' : 'at IoU 0.50'}
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
  classes: readonly number[],
): readonly LineSeries[] {
  const chosen = summary.classes.filter(
    ({ categoryId, curve }) => classes.includes(categoryId) && curve !== null,
  )
  if (chosen.length > 0) {
    const [mean] = summary.curves
    return [
      ...(mean === undefined ? [] : [lineOf('mean', mean.precision)]),
      ...chosen.map(({ name, curve }) => lineOf(name, curve?.precision ?? [])),
    ]
  }
  const own = summary.curves.map(({ name, precision }) => lineOf(name, precision))
  const other = compared?.curves[0]
  if (other === undefined) return own
  return [...own, { ...lineOf('beside, 0.50', other.precision), ink: '--series-6' }]
}

/** Precision at recall 0, 0.01 … 1; -1 stands for none. */
function lineOf(name: string, precision: readonly number[]): LineSeries {
  return {
    name,
    x: precision.map((_, i) => i / 100),
    y: precision.map((value) => (value < 0 ? NaN : value)),
  }
}
