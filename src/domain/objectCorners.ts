import type { ImageSize } from './image.ts'
import type { Instance } from './instance.ts'
import type { MaskRle } from './maskRle.ts'
import { maskArea } from './mask/area.ts'
import { mergeMasks } from './mask/merge.ts'
import { polygonToMask } from './mask/polygon.ts'
import { simplifyOutline } from './mask/simplifyOutline.ts'
import { subtractMask } from './mask/subtract.ts'

/** Closed polygons, [x0, y0, x1, y1, …] each, image frame. */
export type Polygons = readonly (readonly number[])[]

/** The staircase of a pixel border is no shape anyone drew: corners closer than this to their edge are left out. */
const TOLERANCE_PX = 1

const traced = new WeakMap<Instance, Polygons>()

/** The corners an object can be reshaped by: those it was drawn with, else those of its outline. */
export function objectCorners(instance: Instance): Polygons {
  if (instance.polygons !== undefined) return instance.polygons
  let corners = traced.get(instance)
  if (corners === undefined) {
    corners = simplifyOutline(instance.outline, TOLERANCE_PX).map((ring) => [...ring])
    traced.set(instance, corners)
  }
  return corners
}

/**
 * The mask of an object whose corners have moved, filled as pycocotools does. Polygons that were drawn add up; rings of
 * an outline cut holes into each other, and are polygons only where none does: `polygons` is null then.
 */
export function reshapedMask(
  corners: Polygons,
  { wereDrawn, size }: { wereDrawn: boolean; size: ImageSize },
): { readonly mask: MaskRle; readonly polygons: Polygons | null } {
  const masks = corners.map((polygon) => polygonToMask(polygon, size))
  const together = mergeMasks(masks, 'union')
  if (wereDrawn) return { mask: together, polygons: corners }
  const [first, ...others] = masks
  const evenOdd = others.reduce<MaskRle>(
    (odd, mask) =>
      subtractMask(mergeMasks([odd, mask], 'union'), mergeMasks([odd, mask], 'intersection')),
    first ?? together,
  )
  return maskArea(evenOdd) === maskArea(together)
    ? { mask: together, polygons: corners }
    : { mask: evenOdd, polygons: null }
}
