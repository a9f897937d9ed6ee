import type { ImageSize } from '../image.ts'
import type { MaskRle } from '../maskRle.ts'
import { RunBuilder } from './runBuilder.ts'

/** Columns transposed at a time: a cache line of the bitmap, so that each line is read once. */
const STRIP = 64

/** Encodes a row-major bitmap [height, width], where any value but 0 is foreground. */
export function encodeMask(bitmap: Uint8Array, size: ImageSize): MaskRle {
  const { width, height } = size
  const builder = new RunBuilder()
  const strip = new Uint8Array(Math.min(STRIP, width) * height) // [columns, height]
  for (let left = 0; left < width; left += STRIP) {
    const columns = Math.min(STRIP, width - left)
    for (let y = 0; y < height; y++) {
      const row = y * width + left
      for (let x = 0; x < columns; x++) strip[x * height + y] = bitmap[row + x] === 0 ? 0 : 1
    }
    appendPixels(builder, strip.subarray(0, columns * height))
  }
  return builder.finish(size)
}

function appendPixels(builder: RunBuilder, pixels: Uint8Array): void {
  let start = 0
  while (start < pixels.length) {
    const value = pixels[start] === 0 ? 0 : 1
    const other = pixels.indexOf(1 - value, start)
    const end = other < 0 ? pixels.length : other
    builder.append(value, end - start)
    start = end
  }
}
