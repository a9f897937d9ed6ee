import type { ImageSize } from '../../domain/image.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'

/** How many objects a plan supposes in a picture. */
const OBJECTS = 8

/** A black picture with some objects in a row, for what needs a picture but not what is in it. */
export function planSample({ width, height }: ImageSize): TrainingSample {
  const rgb = new Uint8Array(width * height * 3)
  const side = Math.max(1, Math.floor(width / OBJECTS))
  const tall = Math.min(side, height)
  const objects = Array.from({ length: Math.min(OBJECTS, width) }, (_, i) => {
    const box = { x: i * side, y: 0, width: side, height: tall }
    const bitmap = new Uint8Array(width * height)
    for (let y = 0; y < tall; y++) bitmap.fill(1, y * width + box.x, y * width + box.x + side)
    return { label: 1, box, mask: encodeMask(bitmap, { width, height }), isCrowd: false }
  })
  return { width, height, rgb, objects }
}
