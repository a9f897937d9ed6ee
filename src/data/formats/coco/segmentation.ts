import type { ObjectShape } from '../../../domain/dataset.ts'
import { LimnError } from '../../../domain/failure.ts'
import type { ImageSize } from '../../../domain/image.ts'
import { decodeCounts } from '../../../domain/mask/counts.ts'
import { maskFromRuns } from '../../../domain/mask/runs.ts'
import { FieldError, fieldsAt, isFields, listAt, numberAt } from '../fields.ts'

/** Points may lie this many pixels, or one picture, outside: beyond that a number is damaged, not drawn. */
const MARGIN = 1000

/**
 * Reads COCO's `segmentation`: a list of polygons, or run lengths as a list or a compressed string. An empty list is an
 * object of which only the box is known. Throws a FieldError that names the key.
 */
export function readSegmentation(value: unknown, size: ImageSize, place: string): ObjectShape {
  if (value === undefined || value === null) return { kind: 'box' }
  if (isFields(value)) return { kind: 'mask', mask: readRle(value, size, place) }
  const polygons = listAt(value, place)
  if (polygons.length === 0) return { kind: 'box' }
  // Some writers leave out the outer list of a single polygon.
  const parts = typeof polygons[0] === 'number' ? [polygons] : polygons
  return {
    kind: 'polygons',
    polygons: parts.map((part, index) => readPolygon(part, size, `${place}[${index}]`)),
  }
}

/** [x0, y0, x1, y1, …], at least two points; pycocotools fills nothing less. */
export function readPolygon(
  value: unknown,
  { width, height }: ImageSize,
  place: string,
): readonly number[] {
  const numbers = listAt(value, place)
  if (numbers.length < 4 || numbers.length % 2 === 1) {
    throw new FieldError(place, `A polygon of ${numbers.length} numbers is no polygon.`)
  }
  numbers.forEach((number, index) => {
    const side = index % 2 === 0 ? width : height
    const at = numberAt(number, `${place}[${index}]`)
    if (at < -side - MARGIN || at > 2 * side + MARGIN) {
      throw new FieldError(`${place}[${index}]`, `The point at ${at} is far outside the picture.`)
    }
  })
  return numbers as readonly number[]
}

function readRle(value: unknown, size: ImageSize, place: string) {
  const rle = fieldsAt(value, place)
  const [height, width] = listAt(rle['size'], `${place}.size`)
  if (height !== size.height || width !== size.width) {
    throw new FieldError(
      `${place}.size`,
      `The mask is ${String(width)} × ${String(height)}, its picture ${size.width} × ${size.height}.`,
    )
  }
  const counts = rle['counts']
  try {
    if (typeof counts === 'string') return decodeCounts(counts, size)
    const runs = listAt(counts, `${place}.counts`)
    return maskFromRuns(
      runs.map((run, index) => numberAt(run, `${place}.counts[${index}]`)),
      size,
    )
  } catch (thrown) {
    if (thrown instanceof LimnError) {
      throw new FieldError(`${place}.counts`, thrown.failure.message)
    }
    throw thrown
  }
}
