import type { ConfusionMatrix } from '../../domain/evaluation.ts'
import type { ChartDrawing, ChartMark } from './chartDrawing.ts'

/** The matrix as a picture, for files: darker where more of a true class went. */
export function drawConfusion(
  { names, counts }: ConfusionMatrix,
  { width, height }: { readonly width: number; readonly height: number },
): ChartDrawing {
  const left = Math.min(width * 0.25, Math.max(...names.map(({ length }) => length)) * 6.4 + 12)
  const top = 28
  const cell = Math.min((width - left) / names.length, (height - top) / names.length)
  const marks: ChartMark[] = []
  counts.forEach((row, i) => {
    const sum = row.reduce((total, count) => total + count, 0)
    const middle = top + (i + 0.5) * cell
    marks.push({
      kind: 'text',
      x: left - 8,
      y: middle,
      text: names[i] ?? '',
      ink: '--text',
      align: 'end',
    })
    row.forEach((count, j) => {
      const x = left + j * cell
      if (i === 0) {
        const text = (names[j] ?? '').slice(0, Math.max(2, Math.floor(cell / 6.4)))
        marks.push({
          kind: 'text',
          x: x + cell / 2,
          y: 14,
          text,
          ink: '--text-quiet',
          align: 'middle',
        })
      }
      if (count === 0) return
      const share = count / sum
      const ink = i === j ? '--series-3' : '--series-2'
      const place = { x: x + 1, y: top + i * cell + 1, width: cell - 2, height: cell - 2 }
      marks.push({ kind: 'rect', ...place, ink, opacity: 0.15 + 0.6 * share, radius: 2 })
      marks.push({
        kind: 'text',
        x: x + cell / 2,
        y: middle,
        text: String(count),
        ink: '--text',
        align: 'middle',
      })
    })
  })
  return { width, height, marks }
}
