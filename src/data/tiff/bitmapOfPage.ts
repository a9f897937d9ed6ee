import type { TiffPage } from './readTiff.ts'
import { stretchContrast } from './stretchContrast.ts'

/** A page as it is shown. The caller closes the bitmap. */
export async function bitmapOfPage(page: TiffPage): Promise<ImageBitmap> {
  const { width, height } = page
  const rgb = stretchContrast(page)
  const rgba = new Uint8ClampedArray(width * height * 4)
  for (let pixel = 0, from = 0, to = 0; pixel < width * height; pixel++) {
    rgba[to++] = rgb[from++] ?? 0
    rgba[to++] = rgb[from++] ?? 0
    rgba[to++] = rgb[from++] ?? 0
    rgba[to++] = 255
  }
  return createImageBitmap(new ImageData(rgba, width, height), { colorSpaceConversion: 'none' })
}
