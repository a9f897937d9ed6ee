import type { CocoParams } from './cocoParams.ts'
import { summaryLines } from './summarize.ts'

/**
 * pycocotools' table, character for character (cocoeval.py, `_summarize`); empty where the limits of detections leave
 * the twelve lines without meaning.
 */
export function formatSummary(stats: readonly number[] | null, params: CocoParams): string {
  const range = [params.iouThrs[0], params.iouThrs.at(-1)]
  const ofAll = range.map((threshold) => threshold?.toFixed(2) ?? '').join(':')
  return (summaryLines(params) ?? [])
    .map(({ kind, threshold, area, limit }, index) => {
      const title = kind === 'precision' ? 'Average Precision' : 'Average Recall'
      const type = kind === 'precision' ? '(AP)' : '(AR)'
      const iou = threshold?.toFixed(2) ?? ofAll
      const value = threeDigits(stats?.[index] ?? -1)
      return ` ${title.padEnd(18)} ${type} @[ IoU=${iou.padEnd(9)} | area=${area.padStart(6)} | maxDets=${String(limit).padStart(3)} ] = ${value}\n`
    })
    .join('')
}

/** As Python writes "0.3f": a tie, which only odd sixteenths are in binary, goes to the even digit. */
function threeDigits(value: number): string {
  const isTie = Number.isInteger(value * 16) && !Number.isInteger(value * 8)
  const thousandths = Math.floor(value * 1000)
  if (!isTie) return value.toFixed(3)
  return ((thousandths % 2 === 0 ? thousandths : thousandths + 1) / 1000).toFixed(3)
}
