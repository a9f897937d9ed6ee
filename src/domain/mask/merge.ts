import { fail } from '../failure.ts'
import type { MaskRle } from '../maskRle.ts'
import { requireSameSize } from './iou.ts'
import { RunBuilder } from './runBuilder.ts'

export type MergeMode = 'union' | 'intersection'

/** The pixels in any (union) or all (intersection) of the masks of one picture, computed on the runs. */
export function mergeMasks(masks: readonly MaskRle[], mode: MergeMode): MaskRle {
  const [first, ...others] = masks
  if (first === undefined) return fail('bad-request', 'There is no mask to merge.', 'Pick some.')
  return others.reduce((merged, mask) => mergeTwo(merged, mask, mode), first)
}

function mergeTwo(a: MaskRle, b: MaskRle, mode: MergeMode): MaskRle {
  requireSameSize(a, b)
  const total = a.size.width * a.size.height
  const builder = new RunBuilder()
  let i = 0
  let j = 0
  let endA = a.counts[0] ?? total
  let endB = b.counts[0] ?? total
  for (let position = 0; position < total;) {
    while (endA <= position) endA += a.counts[++i] ?? total
    while (endB <= position) endB += b.counts[++j] ?? total
    const both = i & j & 1
    const any = (i | j) & 1
    const end = Math.min(endA, endB, total)
    builder.append((mode === 'union' ? any : both) === 1 ? 1 : 0, end - position)
    position = end
  }
  return builder.finish(a.size)
}
