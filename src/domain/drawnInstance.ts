import type { Instance } from './instance.ts'
import type { MaskRle } from './maskRle.ts'
import { maskArea } from './mask/area.ts'
import { maskBox } from './mask/box.ts'
import { traceOutline } from './mask/outline.ts'

/** An object as a person drew it: confirmed, and with no clicks or logits of a model behind it. */
export function drawnInstance({
  id,
  label,
  mask,
  polygons,
}: {
  readonly id: string
  readonly label: string
  readonly mask: MaskRle
  readonly polygons?: Instance['polygons'] | null
}): Instance {
  const box = maskBox(mask)
  return {
    id,
    label,
    score: null,
    origin: 'prompted',
    mask,
    box,
    detectionBox: box,
    area: maskArea(mask),
    outline: traceOutline(mask),
    predictedIou: 1,
    logitsId: null,
    prompt: { points: [], box: null },
    ...(polygons === undefined || polygons === null ? {} : { polygons }),
  }
}
