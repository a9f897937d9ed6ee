import type { MaskRle } from '../maskRle.ts'
import { mergeMasks } from './merge.ts'
import { maskFromRuns } from './runs.ts'

/** The pixels of `from` that are not in `taken`. Both are of one picture. */
export function subtractMask(from: MaskRle, taken: MaskRle): MaskRle {
  // The complement only moves the runs by one: zeros first becomes ones first.
  const others = maskFromRuns([0, ...taken.counts], taken.size)
  return mergeMasks([from, others], 'intersection')
}
