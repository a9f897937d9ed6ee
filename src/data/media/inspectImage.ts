import { fail } from '../../domain/failure.ts'
import type { PicturePreview } from '../../domain/picturePreview.ts'
import type { ImageSize } from '../../domain/image.ts'
import { openTiff } from '../tiff/openTiff.ts'
import { checkPng } from './checkPng.ts'
import { endsEarly } from './damagedFile.ts'
import { decodePicture } from './decodePicture.ts'
import { inspectTiff } from './inspectTiff.ts'
import { makeThumbnail } from './makeThumbnail.ts'
import { readHeader, requireAcceptableSize, type PictureHeader } from './readHeader.ts'
import { SNIFF_BYTES, sniffFormat } from './sniffFormat.ts'

/** Enough for the header of nearly every file; the rest is read only when it is not. */
const HEAD_BYTES = 256 * 1024

export interface SeenImage {
  /** Upright. */
  readonly size: ImageSize
  readonly thumbnail: Blob
  /** Of a picture that browsers do not show themselves. */
  readonly preview?: PicturePreview
}

/**
 * Judges a dropped file: header first, so that nothing oversized or foreign is ever decoded, then the pixels. A TIFF may
 * be larger than other pictures. Throws a LimnError that says what is wrong and what to do.
 */
export async function inspectImage(
  { name, file }: { name: string; file: Blob },
  signal?: AbortSignal,
): Promise<SeenImage> {
  if (await isTiff(file, name)) return inspectTiff({ name, file }, signal)
  const { format } = await readPictureHeader(file, name)
  signal?.throwIfAborted()
  if (format === 'png') checkPng(new Uint8Array(await file.arrayBuffer()), name)
  const picture = await decodePicture(file, { name, format })
  try {
    signal?.throwIfAborted()
    const size = { width: picture.width, height: picture.height }
    requireAcceptableSize(size)
    return { size, thumbnail: await makeThumbnail(picture) }
  } finally {
    picture.close()
  }
}

/** The header of a file, whatever its length. Throws a LimnError as `readHeader` does, and for an empty file. */
export async function readPictureHeader(file: Blob, name: string): Promise<PictureHeader> {
  if (file.size === 0) {
    fail(
      'empty-file',
      `${name} is empty (0 bytes).`,
      'Copy or download it again, then drop it here.',
    )
  }
  if (await isTiff(file, name)) {
    const { size: storedSize } = await openTiff(file, name)
    requireAcceptableSize(storedSize)
    return { format: 'tiff', storedSize }
  }
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const header = readHeader(head, name)
  if (header !== null) return header
  const whole = file.size > HEAD_BYTES ? new Uint8Array(await file.arrayBuffer()) : head
  return readHeader(whole, name) ?? endsEarly(name)
}

/** Whether a file is a TIFF, by its first bytes. */
export async function isTiff(file: Blob, name: string): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer())
  const sniffed = sniffFormat(head, name)
  return sniffed.kind === 'picture' && sniffed.format === 'tiff'
}
