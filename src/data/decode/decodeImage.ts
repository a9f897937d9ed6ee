import { fail } from '../../domain/failure.ts'
import { MAX_IMAGE_PIXELS, type ImageSize } from '../../domain/image.ts'
import { isTiff } from '../media/inspectImage.ts'
import { decodeTiff } from '../tiff/decodeTiff.ts'

export interface DecodedImage {
  /** Of the upright picture. */
  readonly size: ImageSize
  /** A smaller copy, RGBA, row-major, opaque. */
  readonly pixels: {
    readonly width: number
    readonly height: number
    readonly data: Uint8ClampedArray
  }
}

/**
 * Decodes a picture for the models: upright by its EXIF orientation, in sRGB with 8 bits a channel, on white where it
 * is transparent, scaled to `fit(size)`. The full-size pixels are freed before this returns.
 *
 * @throws LimnError empty-file, not-an-image, image-too-large or out-of-memory
 */
export async function decodeImage(
  file: Blob,
  fit: (size: ImageSize) => ImageSize,
): Promise<DecodedImage> {
  if (file.size === 0) fail('empty-file', 'The file is empty (0 bytes).', 'Choose another file.')
  const bitmap = await decodeBitmap(file)
  try {
    const size = { width: bitmap.width, height: bitmap.height }
    refuseTooLarge(size)
    const { width, height } = fit(size)
    return { size, pixels: { width, height, data: drawOnWhite(bitmap, { width, height }) } }
  } finally {
    bitmap.close()
  }
}

async function decodeBitmap(file: Blob): Promise<ImageBitmap> {
  if (await isTiff(file, '')) return decodeTiff(file, 'The picture')
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'InvalidStateError') {
      return fail(
        'not-an-image',
        'The picture could not be decoded: it is damaged, or of a kind this browser does not read.',
        'Open it in a picture editor and save it as JPEG or PNG, then add it again.',
      )
    }
    throw thrown
  }
}

function refuseTooLarge({ width, height }: ImageSize): void {
  const pixels = width * height
  if (pixels <= MAX_IMAGE_PIXELS) return
  fail(
    'image-too-large',
    `The picture has ${Math.round(pixels / 1e6)} megapixels; Limn takes up to ${MAX_IMAGE_PIXELS / 1e6}.`,
    'Make it smaller in a picture editor and add it again.',
  )
}

function drawOnWhite(bitmap: ImageBitmap, { width, height }: ImageSize): Uint8ClampedArray {
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  })
  if (context === null) {
    return fail(
      'out-of-memory',
      'The browser gave no canvas to decode the picture on.',
      'Close other tabs and try again.',
    )
  }
  context.fillStyle = 'white'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, width, height)
  return context.getImageData(0, 0, width, height).data
}
