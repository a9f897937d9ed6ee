import { fail } from '../../domain/failure.ts'
import { decodeTiff } from '../tiff/decodeTiff.ts'
import { endsEarly, isDamaged } from './damagedFile.ts'
import type { PictureFormat } from './sniffFormat.ts'

const TYPES: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
}

/**
 * The upright pixels of a picture (EXIF orientation applied; the first frame of an animation). The caller closes the
 * bitmap. Throws a LimnError when the file does not decode.
 */
export async function decodePicture(
  file: Blob,
  { name, format }: { name: string; format: PictureFormat },
): Promise<ImageBitmap> {
  if (format === 'tiff') return decodeTiff(file, name)
  // The bytes have told the format; a wrong extension must not mislead the decoder.
  const typed = file.slice(0, file.size, TYPES[format])
  try {
    return await createImageBitmap(typed, { imageOrientation: 'from-image' })
  } catch (cause) {
    if (cause instanceof RangeError) throw cause
    if (format === 'avif' && !(await canDecodeAvif())) {
      fail(
        'unsupported-format',
        `${name} is an AVIF file, which this browser cannot show.`,
        'Use a newer browser, or save it as JPEG and drop that.',
      )
    }
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (lacksItsEnd(bytes, format)) endsEarly(name)
    isDamaged(name)
  }
}

/** Whether the file says of itself that more should follow. */
function lacksItsEnd(bytes: Uint8Array, format: PictureFormat): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (format === 'jpeg') return bytes.at(-2) !== 0xff || bytes.at(-1) !== 0xd9
  if (format === 'gif') return bytes.at(-1) !== 0x3b
  if (format === 'webp') return view.getUint32(4, true) + 8 > bytes.length
  if (format === 'bmp') return view.getUint32(2, true) > bytes.length
  return false
}

/** Tells a browser without AVIF from a broken file. */
async function canDecodeAvif(): Promise<boolean> {
  if (typeof ImageDecoder === 'undefined') return true
  return await ImageDecoder.isTypeSupported('image/avif')
}
