import type { ImageSize } from '../../../domain/image.ts'
import { readTiffPage } from '../../tiff/readTiff.ts'
import { FieldError } from '../fields.ts'
import type { TreeFile } from '../fileTree.ts'
import { masksOfValues } from '../labelValues.ts'
import { readLabelPng, requireSize, type LabelPng } from './readLabelPng.ts'

/** Reads a label map, PNG or a page of a TIFF of one channel. Throws FieldError or LimnError. */
export async function readLabelMap(
  file: TreeFile,
  { page, expected }: { page: number; expected: ImageSize },
): Promise<LabelPng> {
  if (!/\.tiff?$/i.test(file.path)) return await readLabelPng(file, expected)
  const bytes = new Uint8Array(await (await file.open()).arrayBuffer())
  const found = await readTiffPage(bytes, page, file.path)
  const size = { width: found.width, height: found.height }
  requireSize(size, expected)
  if (found.channels !== 1) {
    throw new FieldError('', `Has ${found.channels} channels; a label map has one.`)
  }
  return { size, masks: masksOfValues(found.samples, size) }
}
