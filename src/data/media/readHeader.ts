import { imageSize } from 'image-size'
import { fail } from '../../domain/failure.ts'
import { MAX_IMAGE_PIXELS, type ImageSize } from '../../domain/image.ts'
import { isDamaged } from './damagedFile.ts'
import { sniffFormat, type ForeignFormat, type PictureFormat } from './sniffFormat.ts'

export interface PictureHeader {
  readonly format: PictureFormat
  /** As stored, before EXIF orientation. */
  readonly storedSize: ImageSize
}

/**
 * Format and dimensions from the first bytes of a file, before anything is decoded. Throws a LimnError for whatever is
 * no picture Limn can take. `head` may be a part of the file; where it is too short to tell the dimensions the answer
 * is null.
 */
export function readHeader(head: Uint8Array, name: string): PictureHeader | null {
  const sniffed = sniffFormat(head, name)
  if (sniffed.kind === 'text') {
    fail('not-an-image', `${name} holds text, not a picture.`, REMEDY_ANOTHER_FILE)
  }
  if (sniffed.kind === 'unknown') {
    fail('not-an-image', `${name} is not a picture of a kind Limn knows.`, REMEDY_ANOTHER_FILE)
  }
  if (sniffed.kind === 'foreign') {
    const article = /^[AEIOU]|^SVG/i.test(sniffed.format) ? 'an' : 'a'
    fail(
      'unsupported-format',
      `${name} is ${article} ${sniffed.format} file, which browsers cannot show as a photo.`,
      CONVERSIONS[sniffed.format],
    )
  }
  const storedSize = storedSizeOf(head)
  if (storedSize === null) return null
  if (storedSize.width < 1 || storedSize.height < 1) isDamaged(name)
  requireAcceptableSize(storedSize)
  return { format: sniffed.format, storedSize }
}

/** Throws a LimnError 'image-too-large' above MAX_IMAGE_PIXELS. */
export function requireAcceptableSize({ width, height }: ImageSize): void {
  if (width * height <= MAX_IMAGE_PIXELS) return
  const limit = MAX_IMAGE_PIXELS / 1e6
  // Rounded up, so that a picture just over the limit is not said to be at it.
  const megapixels = Math.ceil((width * height) / 1e5) / 10
  fail(
    'image-too-large',
    `${grouped(width)} × ${grouped(height)} is ${grouped(megapixels)} megapixels; Limn takes up to ${limit}.`,
    'Make it smaller and drop it again.',
  )
}

const REMEDY_ANOTHER_FILE = 'Drop a JPEG, PNG, WebP, AVIF, GIF, BMP or TIFF picture.'

const CONVERSIONS: Readonly<Record<ForeignFormat, string>> = {
  'camera RAW': 'Develop it to JPEG or PNG in your photo program and drop that.',
  HEIC: 'Export it as JPEG and drop that.',
  'JPEG XL': 'Save it as PNG or JPEG and drop that.',
  'JPEG 2000': 'Save it as PNG or JPEG and drop that.',
  Photoshop: 'Export it as PNG and drop that.',
  SVG: 'Export it as PNG at the size you want and drop that.',
  PDF: 'Export the page as PNG and drop that.',
  icon: 'Save it as PNG and drop that.',
}

function storedSizeOf(head: Uint8Array): ImageSize | null {
  try {
    const { width, height } = imageSize(head)
    return { width, height }
  } catch {
    // image-size throws alike for a short head and for a broken one; the caller knows which it gave.
    return null
  }
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}
