import type { Instance } from './instance.ts'
import { maskArea } from './mask/area.ts'
import { mergeMasks } from './mask/merge.ts'
import { maskBox } from './mask/box.ts'
import { traceOutline } from './mask/outline.ts'

/**
 * One instance out of several of the same picture: the union of their masks under the id and label of the first,
 * confirmed by the person who merged them.
 */
export function unionInstances(first: Instance, others: readonly Instance[]): Instance {
  const parts = [first, ...others]
  const mask = mergeMasks(
    parts.map((part) => part.mask),
    'union',
  )
  const box = maskBox(mask)
  return {
    id: first.id,
    label: first.label,
    score: null,
    origin: 'prompted',
    mask,
    box,
    detectionBox: box,
    area: maskArea(mask),
    outline: traceOutline(mask),
    predictedIou: Math.min(...parts.map(({ predictedIou }) => predictedIou)),
    logitsId: null,
    prompt: { points: [], box: null },
  }
}
