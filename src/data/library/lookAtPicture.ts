import type { ImageSize } from '../../domain/image.ts'
import { decodePicture } from '../media/decodePicture.ts'
import { readPictureHeader } from '../media/inspectImage.ts'
import { makeThumbnail } from '../media/makeThumbnail.ts'
import { requireAcceptableSize } from '../media/readHeader.ts'
import { LIKENESS_HEIGHT, LIKENESS_WIDTH, likenessOf } from './likeness.ts'

export interface SeenPicture {
  /** Upright. */
  readonly size: ImageSize
  readonly thumbnail: Blob
  readonly likeness: string
}

/** Decodes a picture once and takes from it all the library keeps. Throws a LimnError. */
export async function lookAtPicture(file: Blob, name: string): Promise<SeenPicture> {
  const { format } = await readPictureHeader(file, name)
  const picture = await decodePicture(file, { name, format })
  try {
    const size = { width: picture.width, height: picture.height }
    requireAcceptableSize(size)
    return { size, thumbnail: await makeThumbnail(picture), likeness: likenessOfPicture(picture) }
  } finally {
    picture.close()
  }
}

function likenessOfPicture(picture: ImageBitmap): string {
  const context = new OffscreenCanvas(LIKENESS_WIDTH, LIKENESS_HEIGHT).getContext('2d', {
    willReadFrequently: true,
  })
  if (context === null) throw new Error('no 2D canvas for a likeness')
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, LIKENESS_WIDTH, LIKENESS_HEIGHT)
  return likenessOf(context.getImageData(0, 0, LIKENESS_WIDTH, LIKENESS_HEIGHT).data)
}
