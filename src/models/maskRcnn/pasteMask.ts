import type { ImageSize } from '../../domain/image.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import type { MaskRle } from '../../domain/maskRle.ts'
import { sampleAxis } from './enterPictures.ts'

/** Zeros around a mask before it is scaled, so that it fades at its border. */
const PADDING = 1
const THRESHOLD = 0.5

/** The part of a picture that a mask may touch. */
export interface PastedMask {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** [height, width] probabilities */
  readonly values: Float32Array
}

/**
 * Scales a mask to its box (bilinear), as torchvision's `paste_masks_in_image`
 * (torchvision/models/detection/roi_heads.py), and cuts it to the picture.
 *
 * @param mask [side, side] probabilities
 * @param corners x1, y1, x2, y2 in the image frame
 */
export function pasteMask(
  mask: Float32Array,
  corners: ArrayLike<number>,
  { width, height }: ImageSize,
): PastedMask {
  const side = Math.sqrt(mask.length)
  const across = pasteAxis(corners[0] ?? 0, corners[2] ?? 0, { side, length: width })
  const down = pasteAxis(corners[1] ?? 0, corners[3] ?? 0, { side, length: height })
  const values = new Float32Array(across.count * down.count)
  const padded = side + 2 * PADDING
  const read = (row: number, column: number): number => {
    const isInside = row >= PADDING && row <= side && column >= PADDING && column <= side
    return isInside ? (mask[(row - PADDING) * side + column - PADDING] ?? 0) : 0
  }
  const columns = sampleAxis(padded, across.scaled)
  const rows = sampleAxis(padded, down.scaled)
  for (let y = 0; y < down.count; y++) {
    const at = y + down.skipped
    const [top, bottom, low] = [rows.near[at] ?? 0, rows.far[at] ?? 0, rows.share[at] ?? 0]
    for (let x = 0; x < across.count; x++) {
      const place = x + across.skipped
      const [left, right] = [columns.near[place] ?? 0, columns.far[place] ?? 0]
      const share = columns.share[place] ?? 0
      const upper = read(top, left) * (1 - share) + read(top, right) * share
      const lower = read(bottom, left) * (1 - share) + read(bottom, right) * share
      values[y * across.count + x] = upper * (1 - low) + lower * low
    }
  }
  return { x: across.start, y: down.start, width: across.count, height: down.count, values }
}

/** Where the pasted mask is over one half, as a mask of the whole picture. */
export function thresholdMask(pasted: PastedMask, size: ImageSize): MaskRle {
  const bitmap = new Uint8Array(size.width * size.height)
  for (let y = 0; y < pasted.height; y++) {
    const row = (pasted.y + y) * size.width + pasted.x
    for (let x = 0; x < pasted.width; x++) {
      bitmap[row + x] = (pasted.values[y * pasted.width + x] ?? 0) > THRESHOLD ? 1 : 0
    }
  }
  return encodeMask(bitmap, size)
}

/** One axis of the widened box: how long it is scaled to, how much of that lies before the picture, and what is left. */
function pasteAxis(
  near: number,
  far: number,
  { side, length }: { readonly side: number; readonly length: number },
): { scaled: number; skipped: number; start: number; count: number } {
  const { fround } = Math
  const growth = (side + 2 * PADDING) / side
  const half = fround(fround(fround(far - near) * 0.5) * growth)
  const centre = fround(fround(far + near) * 0.5)
  const first = Math.trunc(fround(centre - half))
  const last = Math.trunc(fround(centre + half))
  const scaled = Math.max(last - first + 1, 1)
  const start = Math.max(first, 0)
  const count = Math.max(0, Math.min(last + 1, length) - start)
  return { scaled, skipped: start - first, start, count }
}
