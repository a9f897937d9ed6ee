import type { ImagePoint, ImageSize } from '../image.ts'
import type { MaskRle } from '../maskRle.ts'
import { encodeMask } from './encode.ts'

/**
 * What a round brush leaves that is moved along a line: the pixels whose centres are no farther than `radius` from it.
 * A single point makes a disc; the pixel under a point always belongs to it, however small the brush.
 */
export function strokeMask(
  points: readonly ImagePoint[],
  radius: number,
  size: ImageSize,
): MaskRle {
  const { width, height } = size
  const bitmap = new Uint8Array(width * height)
  points.forEach((to, index) => {
    const from = points[index - 1] ?? to
    const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - radius))
    const right = Math.min(width - 1, Math.ceil(Math.max(from.x, to.x) + radius))
    const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - radius))
    const bottom = Math.min(height - 1, Math.ceil(Math.max(from.y, to.y) + radius))
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        if (squaredDistance(x + 0.5, y + 0.5, from, to) <= radius * radius) {
          bitmap[y * width + x] = 1
        }
      }
    }
    const x = Math.floor(to.x)
    const y = Math.floor(to.y)
    if (x >= 0 && y >= 0 && x < width && y < height) bitmap[y * width + x] = 1
  })
  return encodeMask(bitmap, size)
}

/** From a point to the segment between two others. */
function squaredDistance(x: number, y: number, from: ImagePoint, to: ImagePoint): number {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / length
  const share = Math.min(1, Math.max(0, along))
  return (x - from.x - share * dx) ** 2 + (y - from.y - share * dy) ** 2
}
