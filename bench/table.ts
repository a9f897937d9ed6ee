import { median, type BenchResult } from './benchResult.ts'

/** A result as a Markdown table of medians. */
export function formatTable({ setting, browser, rows }: BenchResult): string {
  const lines = rows.map(({ what, ownMs, otherMs }) => {
    const [own, other] = [median(ownMs), median(otherMs)]
    const compared = otherMs.length > 0 ? [other.toFixed(0), (own / other).toFixed(2)] : ['', '']
    return `| ${[what, own.toFixed(0), ...compared].join(' | ')} |`
  })
  return [
    `${setting}, ${browser}, medians:`,
    '',
    '| what | Limn, ms | ONNX Runtime Web, ms | Limn / ONNX Runtime |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n')
}
