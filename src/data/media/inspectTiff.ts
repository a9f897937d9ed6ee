import { bitmapOfPage } from '../tiff/bitmapOfPage.ts'
import { openTiff } from '../tiff/openTiff.ts'
import type { SeenImage } from './inspectImage.ts'
import { makeThumbnail } from './makeThumbnail.ts'

/** A larger picture is shown reduced to so many pixels. */
export const PREVIEW_PIXELS = 12_000_000
const JPEG_QUALITY = 0.92

/** A TIFF of any size that can be read piece by piece, with what the stage shows of it. Throws a LimnError. */
export async function inspectTiff(
  { name, file }: { readonly name: string; readonly file: Blob },
  signal?: AbortSignal,
): Promise<SeenImage> {
  const picture = await openTiff(file, name)
  const page = await picture.sampled({ maxPixels: PREVIEW_PIXELS, signal })
  const { width, height } = page
  const bitmap = await bitmapOfPage(page)
  try {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d', { alpha: false })
    if (context === null) throw new Error('no 2D canvas for a preview')
    context.drawImage(bitmap, 0, 0)
    const isWhole = width === picture.size.width && height === picture.size.height
    signal?.throwIfAborted()
    const preview = await canvas.convertToBlob(
      isWhole ? { type: 'image/png' } : { type: 'image/jpeg', quality: JPEG_QUALITY },
    )
    return {
      size: picture.size,
      thumbnail: await makeThumbnail(bitmap),
      preview: { file: preview, size: { width, height } },
    }
  } finally {
    bitmap.close()
  }
}
