import type { ImageSize } from './image.ts'

/**
 * A binary mask as COCO's uncompressed run-length encoding: run lengths in column-major order (down each column, then
 * the next), the first run counting zeros (it may be 0). The runs sum to width * height.
 */
export interface MaskRle {
  readonly size: ImageSize
  readonly counts: Uint32Array
}
