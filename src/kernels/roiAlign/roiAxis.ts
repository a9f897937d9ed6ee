import type { RoiAlignAttributes } from './roiAlign.ts'

/** The most samples a side of a bin: a box of an absurd size must not hang the adaptive ratio. */
export const MOST_SAMPLES = 1024

/** How a box samples one axis of the features. Everything is rounded to float32 where torchvision rounds. */
export interface RoiAxis {
  readonly samples: number
  /** [bins, cells]: the sum of what the bin's samples take from each cell. */
  readonly weights: Float64Array
  /** Cells that any bin takes something from, first to last; none where last < first. */
  readonly first: Int32Array
  readonly last: Int32Array
}

export function sampleRoiAxis(
  low: number,
  high: number,
  options: { readonly bins: number; readonly cells: number } & Pick<
    RoiAlignAttributes,
    'spatialScale' | 'samplingRatio' | 'aligned'
  >,
): RoiAxis {
  const { bins, cells, samplingRatio, aligned } = options
  const { fround } = Math
  const scale = fround(options.spatialScale)
  const offset = aligned ? 0.5 : 0
  const start = fround(fround(low * scale) - offset)
  const span = fround(fround(fround(high * scale) - offset) - start)
  // Without the half-cell shift torchvision forces boxes to be at least a cell wide.
  const extent = aligned ? span : Math.max(span, 1)
  const bin = fround(extent / bins)
  const wanted = samplingRatio > 0 ? samplingRatio : Math.ceil(bin)
  const samples = Number.isFinite(wanted) ? Math.min(wanted, MOST_SAMPLES) : 0
  const weights = new Float64Array(bins * cells)
  const first = new Int32Array(bins).fill(cells)
  const last = new Int32Array(bins).fill(-1)
  for (let b = 0; b < bins; b++) {
    const binStart = fround(start + fround(b * bin))
    for (let s = 0; s < samples; s++) {
      const at = fround(binStart + fround(fround((s + 0.5) * bin) / samples))
      // Samples more than a cell outside count as zero; nearer ones take the border. NaN lands here too.
      if (!(at >= -1 && at <= cells)) continue
      const inside = Math.min(Math.max(at, 0), cells - 1)
      const lower = Math.floor(inside)
      const upper = Math.min(lower + 1, cells - 1)
      const share = inside - lower
      weights[b * cells + lower] = (weights[b * cells + lower] ?? 0) + 1 - share
      weights[b * cells + upper] = (weights[b * cells + upper] ?? 0) + share
      first[b] = Math.min(first[b] ?? 0, lower)
      last[b] = Math.max(last[b] ?? 0, upper)
    }
  }
  return { samples, weights, first, last }
}
