import type { ChannelRanges, Histogram, IntensityRange } from '../../domain/intensityRange.ts'
import type { SemanticInput } from '../semanticArchitecture.ts'

const FULL: IntensityRange = { low: 0, high: 255 }

/** What each channel's 0 and 1 are for a model. */
export const FULL_RANGES: ChannelRanges = [FULL, FULL, FULL]

/** What a model takes as 0 and as 1 of a picture with this histogram. */
export function inputRanges(
  { range }: Pick<SemanticInput, 'range'>,
  histogram: Histogram,
): ChannelRanges {
  if (range === 'fixed') return FULL_RANGES
  if (range === 'standard') return histogram.standardRanges()
  const own = histogram.range()
  return [own, own, own]
}
