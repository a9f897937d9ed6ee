import type { Calibration } from '../../domain/evaluation.ts'
import type { ScoredHit } from './averagePrecision.ts'

/**
 * How far scores can be taken at their word: detections in bins of equal width by score, with the share of each that
 * hits, and the expected calibration error (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017).
 */
export function calibrate(hits: readonly ScoredHit[], binCount = 10): Calibration {
  const sums = Array.from({ length: binCount }, () => ({ count: 0, score: 0, hit: 0 }))
  for (const { score, isHit } of hits) {
    const bin = sums[Math.min(binCount - 1, Math.max(0, Math.floor(score * binCount)))]
    if (bin === undefined) continue
    bin.count++
    bin.score += score
    if (isHit) bin.hit++
  }
  const bins = sums.map(({ count, score, hit }, i) => ({
    from: i / binCount,
    to: (i + 1) / binCount,
    count,
    meanScore: count === 0 ? (i + 0.5) / binCount : score / count,
    precision: count === 0 ? 0 : hit / count,
  }))
  const gap = bins.reduce(
    (sum, { count, meanScore, precision }) => sum + count * Math.abs(meanScore - precision),
    0,
  )
  return { bins, error: hits.length === 0 ? 0 : gap / hits.length }
}
