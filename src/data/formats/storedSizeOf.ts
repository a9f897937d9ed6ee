import type { ImageSize } from '../../domain/image.ts'
import { readPictureHeader } from '../media/inspectImage.ts'
import { tiffPages } from '../tiff/readTiff.ts'
import type { TreeFile } from './fileTree.ts'

/** Size of a picture file from its header, before EXIF orientation; of a TIFF its first page. Throws a LimnError. */
export async function storedSizeOf(file: TreeFile): Promise<ImageSize> {
  if (/\.tiff?$/i.test(file.path)) {
    const bytes = new Uint8Array(await (await file.open()).arrayBuffer())
    const [first] = await tiffPages(bytes, file.path)
    if (first !== undefined) return first
  }
  const { storedSize } = await readPictureHeader(await file.open(), file.path)
  return storedSize
}
