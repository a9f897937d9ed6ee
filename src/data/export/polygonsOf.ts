import { polygonsToMask } from '../../domain/mask/polygon.ts'
import { maskIou } from '../../domain/mask/iou.ts'
import { simplifyOutline } from '../../domain/mask/simplifyOutline.ts'
import type { Segment } from '../../domain/instance.ts'
import type { CocoPolygons } from './cocoDataset.ts'

/** How closely polygons must rasterise back to their mask. */
const MIN_IOU = 0.99
/** Pixels an outline may be moved by; where neither keeps the mask, every corner stays. */
const TOLERANCES = [1, 0.75]

/**
 * A mask as COCO polygons with as few corners as keep it: filled as pycocotools does, they give back the mask with an
 * IoU of at least 0.99. Null when the mask is empty or has holes, which COCO's polygons cannot say.
 */
export function polygonsOf({
  mask,
  outline,
}: Pick<Segment, 'mask' | 'outline'>): CocoPolygons | null {
  if (outline.length === 0 || outline.some((ring) => signedArea(ring) < 0)) return null
  const simplest = TOLERANCES.map((tolerance) => simplifyOutline(outline, tolerance)).find(
    (rings) => maskIou(polygonsToMask(rings, mask.size), mask) >= MIN_IOU,
  )
  return (simplest ?? outline).map((ring) => [...ring])
}

/** Shoelace formula; holes run the other way round and come out negative. */
function signedArea(ring: Int32Array): number {
  let doubled = 0
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length
    doubled += (ring[at] ?? 0) * (ring[next + 1] ?? 0) - (ring[next] ?? 0) * (ring[at + 1] ?? 0)
  }
  return doubled / 2
}
