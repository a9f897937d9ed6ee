import type { DatasetObject } from '../../domain/dataset.ts'
import type { Problem, SizeCounts } from '../../domain/datasetRecord.ts'
import type { ImageSize } from '../../domain/image.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { objectMask } from '../../domain/objectMask.ts'
import { crossesItself } from './crossesItself.ts'

/** Objects below this many pixels teach nothing and are mostly slips of the hand. */
export const TINY_AREA = 16
const SMALL_AREA = 32 ** 2
const MEDIUM_AREA = 96 ** 2
/** Half a pixel outside is how tools round. */
const OUTSIDE_TOLERANCE = 1

/** What an image's labels hold: counts by class and size, and what is wrong with them, each problem once. */
export function findProblems(
  objects: readonly DatasetObject[],
  size: ImageSize,
): {
  classes: Readonly<Record<number, number>>
  sizes: SizeCounts
  problems: readonly Problem[]
} {
  const classes: Record<number, number> = {}
  const sizes = { small: 0, medium: 0, large: 0 }
  const problems = new Set<Problem>()
  if (objects.length === 0) problems.add('unlabelled')
  for (const object of objects) {
    classes[object.categoryId] = (classes[object.categoryId] ?? 0) + 1
    const area = maskArea(objectMask(object, size))
    sizes[area < SMALL_AREA ? 'small' : area < MEDIUM_AREA ? 'medium' : 'large'] += 1
    if (area === 0) problems.add('empty')
    else if (area < TINY_AREA) problems.add('tiny')
    if (object.shape.kind === 'box') problems.add('no-mask')
    if (isOutside(object, size)) problems.add('outside')
    if (object.shape.kind === 'polygons' && object.shape.polygons.some(crossesItself)) {
      problems.add('self-crossing')
    }
  }
  return { classes, sizes, problems: [...problems] }
}

function isOutside({ box, shape }: DatasetObject, { width, height }: ImageSize): boolean {
  const isOut = (x: number, y: number) =>
    x < -OUTSIDE_TOLERANCE ||
    y < -OUTSIDE_TOLERANCE ||
    x > width + OUTSIDE_TOLERANCE ||
    y > height + OUTSIDE_TOLERANCE
  if (isOut(box.x, box.y) || isOut(box.x + box.width, box.y + box.height)) return true
  if (shape.kind !== 'polygons') return false
  return shape.polygons.some((polygon) =>
    polygon.some((x, index) => index % 2 === 0 && isOut(x, polygon[index + 1] ?? 0)),
  )
}
