import { encodePng } from '../export/encodePng.ts'
import { requireAcceptableSize } from '../media/readHeader.ts'
import { openTiff } from './openTiff.ts'
import { stretchContrast } from './stretchContrast.ts'

/** The first picture of a TIFF as a PNG of 8 bits, which browsers show. Throws a LimnError, also for a large one. */
export async function pngOfTiff(file: Blob, name: string): Promise<Blob> {
  const picture = await openTiff(file, name)
  const { width, height } = picture.size
  requireAcceptableSize(picture.size)
  const page = await picture.samples({ x: 0, y: 0, width, height })
  const png = encodePng({ width, height, values: stretchContrast(page), channels: 3 })
  return new Blob([png], { type: 'image/png' })
}
