import type { ImagePoint } from '../../domain/image.ts'
import type { Instance } from '../../domain/instance.ts'
import { maskContains } from '../../domain/mask/contains.ts'

/** How near a pointer has to come to an object too small to be hit, CSS pixels. */
const SLOP_PX = 5
const SMALL_OBJECT_PX = 16

/**
 * The object under a point: of all whose mask holds it the smallest, as it is painted on top and could not be reached
 * otherwise. Failing that, a speck whose box is within reach of the pointer. `scale` is CSS pixels per image pixel.
 */
export function hitTest(
  instances: readonly Instance[],
  imagePoint: ImagePoint,
  scale: number,
): Instance | null {
  return (
    smallest(instances.filter(({ mask }) => maskContains(mask, imagePoint.x, imagePoint.y))) ??
    smallest(instances.filter((instance) => isSpeckNear(instance, imagePoint, scale)))
  )
}

function isSpeckNear({ box }: Instance, { x, y }: ImagePoint, scale: number): boolean {
  if (Math.max(box.width, box.height) * scale > SMALL_OBJECT_PX) return false
  const reach = SLOP_PX / scale
  return (
    x >= box.x - reach &&
    x <= box.x + box.width + reach &&
    y >= box.y - reach &&
    y <= box.y + box.height + reach
  )
}

function smallest(instances: readonly Instance[]): Instance | null {
  return instances.reduce<Instance | null>(
    (best, instance) => (best === null || instance.area < best.area ? instance : best),
    null,
  )
}
