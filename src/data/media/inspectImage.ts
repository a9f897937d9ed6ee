import { fail } from '../../domain/failure.ts'
import type { ImageSize } from '../../domain/image.ts'
import { checkPng } from './checkPng.ts'
import { endsEarly } from './damagedFile.ts'
import { decodePicture } from './decodePicture.ts'
import { makeThumbnail } from './makeThumbnail.ts'
import { readHeader, requireAcceptableSize, type PictureHeader } from './readHeader.ts'

/** Enough for the header of nearly every file; the rest is read only when it is not. */
const HEAD_BYTES = 256 * 1024

/**
 * Judges a dropped file: header first, so that nothing oversized or foreign is ever decoded, then the pixels. Returns
 * the upright size and a thumbnail. Throws a LimnError that says what is wrong and what to do.
 */
export async function inspectImage(
  { name, file }: { name: string; file: Blob },
  signal?: AbortSignal,
): Promise<{ size: ImageSize; thumbnail: Blob }> {
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
  const head = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const header = readHeader(head, name)
  if (header !== null) return header
  const whole = file.size > HEAD_BYTES ? new Uint8Array(await file.arrayBuffer()) : head
  return readHeader(whole, name) ?? endsEarly(name)
}
