import type { ImageSize } from '../../domain/image.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import type { TrainingObject } from '../../domain/trainingSample.ts'

/** Less than this of an object, or fewer pixels, and nobody could say what it is. */
const MIN_SHARE = 0.1
const MIN_PIXELS = 9

/** The object with the mask `bitmap` [height, width], or nothing when too little of it is left to be told. */
export function visibleObject(
  object: TrainingObject,
  bitmap: Uint8Array,
  size: ImageSize,
  { areaBefore }: { readonly areaBefore: number },
): TrainingObject[] {
  const mask = encodeMask(bitmap, size)
  const area = maskArea(mask)
  if (area < MIN_PIXELS || area < MIN_SHARE * areaBefore) return []
  return [{ ...object, mask, box: maskBox(mask) }]
}
