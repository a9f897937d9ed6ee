import { fail } from '../../domain/failure.ts'
import { MAX_IMAGE_PIXELS } from '../../domain/image.ts'
import { bitmapOfPage } from './bitmapOfPage.ts'
import { openTiff } from './openTiff.ts'

/**
 * The first picture of a TIFF as a whole, as it is shown. The caller closes the bitmap.
 *
 * @throws LimnError, for one that only those can take who read it part by part, too
 */
export async function decodeTiff(file: Blob, name: string): Promise<ImageBitmap> {
  const picture = await openTiff(file, name)
  const { width, height } = picture.size
  if (width * height > MAX_IMAGE_PIXELS) {
    fail(
      'image-too-large',
      `The picture has ${Math.round((width * height) / 1e6)} megapixels; only models that name every pixel (U-Net and FCN) take so large a one, part by part.`,
      'Open Models, press “Segment with it” at such a model (Limn’s nuclei model, say) and try again; or cut the picture into parts.',
    )
  }
  return bitmapOfPage(await picture.samples({ x: 0, y: 0, width, height }))
}
