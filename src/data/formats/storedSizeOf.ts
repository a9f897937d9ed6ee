import type { ImageSize } from '../../domain/image.ts'
import { readPictureHeader } from '../media/inspectImage.ts'
import type { TreeFile } from './fileTree.ts'

/** Size of a picture file from its header, before EXIF orientation. Throws a LimnError. */
export async function storedSizeOf(file: TreeFile): Promise<ImageSize> {
  const { storedSize } = await readPictureHeader(await file.open(), file.path)
  return storedSize
}
