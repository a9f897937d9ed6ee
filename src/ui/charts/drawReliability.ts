import type { Calibration } from '../../domain/evaluation.ts'
import { makeScale } from './chartScale.ts'
import type { ChartDrawing, ChartMark } from './chartDrawing.ts'
import { drawAxes } from './drawAxes.ts'

/** The share of hits in each bin of scores, against the line on which scores can be taken at their word. */
export function drawReliability(
  { bins }: Calibration,
  { width, height }: { readonly width: number; readonly height: number },
): ChartDrawing {
  const margins = { top: 20, right: 12, bottom: 34, left: 46 }
  const x = makeScale('linear', [0, 1], [margins.left, width - margins.right])
  const y = makeScale('linear', [0, 1], [height - margins.bottom, margins.top])
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const marks: ChartMark[] = [
    ...drawAxes({ x, y, xLabel: 'score', yLabel: 'share that hits' }, { width, height, margins }),
    {
      kind: 'line',
      points: [x.pixelOf(0), y.pixelOf(0), x.pixelOf(1), y.pixelOf(1)],
      ink: '--line-strong',
      width: 1,
      dash: [4, 4],
    },
  ]
  for (const { from, to, count, precision } of bins) {
    if (count === 0) continue
    const top = y.pixelOf(precision)
    marks.push({
      kind: 'rect',
      x: x.pixelOf(from) + 1,
      y: top,
      width: x.pixelOf(to) - x.pixelOf(from) - 2,
      height: y.pixelOf(0) - top,
      ink: '--series-1',
      // Bins of few detections say little, and look it.
      opacity: 0.25 + 0.75 * Math.sqrt(count / most),
      radius: 2,
    })
  }
  return { width, height, marks }
}
