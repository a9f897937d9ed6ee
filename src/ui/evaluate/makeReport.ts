import { ERROR_KINDS, type ErrorView, type EvaluationSummary } from '../../domain/evaluation.ts'
import type { ColourOf } from '../charts/chartDrawing.ts'
import { drawBars } from '../charts/drawBars.ts'
import { drawConfusion } from '../charts/drawConfusion.ts'
import { drawingToSvg, escapeXml } from '../charts/drawingToSvg.ts'
import { drawLineChart } from '../charts/drawLineChart.ts'
import { drawReliability } from '../charts/drawReliability.ts'
import { figure } from './figure.ts'
import { ERROR_NAMES } from './ErrorSection.tsx'

interface ReportSource {
  readonly summary: EvaluationSummary
  readonly compared: EvaluationSummary | null
  readonly errorView: ErrorView | null
  readonly colourOf: ColourOf
}

const NAMES = [
  'AP, IoU 0.50:0.95',
  'AP, IoU 0.50',
  'AP, IoU 0.75',
  'AP, small objects',
  'AP, medium objects',
  'AP, large objects',
  'AR, 1 detection a picture',
  'AR, 10 detections a picture',
  'AR, 100 detections a picture',
  'AR, small objects',
  'AR, medium objects',
  'AR, large objects',
]
const WIDTH = 720

/** An evaluation as one HTML file that needs nothing else: figures, tables and charts. */
export function makeReport(source: ReportSource): { file: Blob; name: string } {
  const { record, shape } = source.summary
  const part = record.split === null ? record.datasetName : `${record.datasetName}, ${record.split}`
  const title = `${record.modelName} on ${part}`
  const shapeWords = shape === 'segm' ? 'masks' : 'boxes'
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>
body { max-width: ${WIDTH}px; margin: 40px auto; padding: 0 16px; font: 15px/1.5 system-ui, sans-serif; color: #1b1b1a; background: #fff }
h1 { margin-bottom: 0 } h2 { margin-top: 40px } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
td, th { padding: 4px 8px; border-bottom: 1px solid #ddd; text-align: right } td:first-child, th:first-child { text-align: left } svg { max-width: 100%; height: auto }
</style>
<h1>${escapeXml(title)}</h1>
<p>${record.imageCount} pictures, ${record.detectionCount} detections, ${shapeWords} compared as COCO does; evaluated ${new Date(record.createdAt).toISOString()} with Limn.</p>
${figuresTable(source)}
${charts(source)}
${classTable(source.summary)}
</html>
`
  const name = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${shapeWords}.html`
  return { file: new Blob([html], { type: 'text/html' }), name }
}

function figuresTable({ summary, compared }: ReportSource): string {
  const other = compared?.stats
  const head = `<tr><th>figure<th>${escapeXml(summary.record.modelName)}${compared === null ? '' : `<th>${escapeXml(compared.record.modelName)}`}</tr>`
  const rows = NAMES.map(
    (name, i) =>
      `<tr><td>${name}<td>${figure(summary.stats[i] ?? -1)}${other === undefined ? '' : `<td>${figure(other[i] ?? -1)}`}</tr>`,
  )
  return `<h2>Figures, per cent</h2><table>${head}${rows.join('')}</table>`
}

function charts({ summary, errorView, colourOf }: ReportSource): string {
  const curves = drawLineChart(
    {
      series: summary.curves.map(({ name, precision }) => ({
        name,
        x: precision.map((_, i) => i / 100),
        y: precision.map((value) => (value < 0 ? NaN : value)),
      })),
      xLabel: 'recall',
      yLabel: 'precision',
      xExtent: [0, 1],
      yExtent: [0, 1],
    },
    { width: WIDTH, height: 300 },
  ).drawing
  const svg = (title: string, drawing: typeof curves): string =>
    `<h2>${title}</h2>${drawingToSvg(drawing, { title, colourOf })}`
  const parts = [svg('Precision and recall', curves)]
  if (errorView !== null) {
    const { score, iou, errors, confusion, calibration } = errorView
    const bars = ERROR_KINDS.map((kind) => {
      const error = errors.find((one) => one.kind === kind)
      const value = error?.apLost ?? 0
      return {
        name: ERROR_NAMES[kind],
        value,
        text: `${(value * 100).toFixed(1)} (${error?.count ?? 0})`,
      }
    })
    const side = Math.min(WIDTH, 60 + confusion.names.length * 40)
    parts.push(
      svg(
        `What errors cost, points of AP at IoU ${iou.toFixed(2)}`,
        drawBars(bars, { width: WIDTH }),
      ),
      svg(
        `Confusion at a score of ${score.toFixed(2)} and an IoU of ${iou.toFixed(2)}`,
        drawConfusion(confusion, { width: WIDTH, height: side }),
      ),
      svg(
        `Calibration, off by ${calibration.error.toFixed(3)} on average`,
        drawReliability(calibration, { width: WIDTH, height: 260 }),
      ),
    )
  }
  return parts.join('\n')
}

function classTable({ classes }: EvaluationSummary): string {
  const head = ['class', 'objects', 'AP', 'AP50', 'AP75', 'small', 'medium', 'large', 'AR']
  const rows = classes.map(
    ({ name, truthCount, ap, ap50, ap75, apBySize, recall }) =>
      `<tr><td>${escapeXml(name)}<td>${truthCount}${[ap, ap50, ap75, ...apBySize, recall].map((value) => `<td>${figure(value)}`).join('')}</tr>`,
  )
  return `<h2>Classes</h2><table><tr>${head.map((word) => `<th>${word}`).join('')}</tr>${rows.join('')}</table>`
}
