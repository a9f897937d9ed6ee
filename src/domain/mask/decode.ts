import type { MaskRle } from '../maskRle.ts'

/** The mask as a row-major bitmap [height, width] of 0 and 1. */
export function decodeMask({ size, counts }: MaskRle): Uint8Array<ArrayBuffer> {
  const { width, height } = size
  const bitmap = new Uint8Array(width * height)
  let position = 0
  for (let i = 0; i < counts.length; i++) {
    const run = counts[i] ?? 0
    if (i % 2 === 1) {
      let x = Math.floor(position / height)
      let y = position % height
      for (let left = run; left > 0; x++, y = 0) {
        const end = Math.min(height, y + left)
        left -= end - y
        for (let at = y * width + x; y < end; y++, at += width) bitmap[at] = 1
      }
    }
    position += run
  }
  return bitmap
}
