/** One detection over all images: how sure, and whether it hit. */
export interface ScoredHit {
  readonly score: number
  readonly isHit: boolean
}

export type ApStyle =
  /** COCO's: mean over 101 recalls of the best precision from there on. */
  | '101-point'
  /** Pascal VOC until 2009: mean over 11 recalls. */
  | '11-point'
  /** Pascal VOC from 2010: area under the curve of best precision from there on. */
  | 'area'

/**
 * Average precision of detections of one class against `truthCount` objects; -1 where there are none. Equal scores keep
 * their order.
 */
export function averagePrecision(
  hits: readonly ScoredHit[],
  truthCount: number,
  style: ApStyle,
): number {
  if (truthCount === 0) return -1
  const { precision, recall } = precisionRecall(hits, truthCount)
  for (let i = precision.length - 1; i > 0; i--) {
    precision[i - 1] = Math.max(precision[i - 1] ?? 0, precision[i] ?? 0)
  }
  if (style === 'area') {
    let area = 0
    recall.forEach((value, i) => (area += (value - (recall[i - 1] ?? 0)) * (precision[i] ?? 0)))
    return area
  }
  const points = style === '11-point' ? 11 : 101
  let sum = 0
  let at = 0
  for (let point = 0; point < points; point++) {
    while (at < recall.length && (recall[at] ?? 0) < point / (points - 1)) at++
    sum += precision[at] ?? 0
  }
  return sum / points
}

/** Precision and recall after each detection, best score first. */
export function precisionRecall(
  hits: readonly ScoredHit[],
  truthCount: number,
): { readonly precision: number[]; readonly recall: number[] } {
  let found = 0
  const precision: number[] = []
  const recall: number[] = []
  const ranked = [...hits].sort((a, b) => b.score - a.score)
  ranked.forEach(({ isHit }, i) => {
    if (isHit) found++
    precision.push(found / (i + 1))
    recall.push(found / truthCount)
  })
  return { precision, recall }
}
