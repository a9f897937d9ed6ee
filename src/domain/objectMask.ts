import type { Box } from './box.ts'
import { clipBox } from './box.ts'
import type { DatasetObject } from './dataset.ts'
import type { ImageSize } from './image.ts'
import type { MaskRle } from './maskRle.ts'
import { polygonsToMask } from './mask/polygon.ts'
import { RunBuilder } from './mask/runBuilder.ts'

/** The pixels of an object: its mask, its polygons filled as pycocotools does, or the whole of its box. */
export function objectMask(
  { shape, box }: Pick<DatasetObject, 'shape' | 'box'>,
  size: ImageSize,
): MaskRle {
  if (shape.kind === 'mask') return shape.mask
  if (shape.kind === 'polygons' && shape.polygons.length > 0) {
    return polygonsToMask(shape.polygons, size)
  }
  return boxMask(box, size)
}

/** The pixels whose centres lie in the box. */
export function boxMask(box: Box, size: ImageSize): MaskRle {
  const { x, y, width, height } = clipBox(box, size)
  const left = Math.ceil(x - 0.5)
  const right = Math.ceil(x + width - 0.5)
  const top = Math.ceil(y - 0.5)
  const bottom = Math.ceil(y + height - 0.5)
  const builder = new RunBuilder()
  builder.append(0, left * size.height)
  for (let column = left; column < right; column++) {
    builder.append(0, top)
    builder.append(1, bottom - top)
    builder.append(0, size.height - bottom)
  }
  builder.append(0, (size.width - right) * size.height)
  return builder.finish(size)
}
