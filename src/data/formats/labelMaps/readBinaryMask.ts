import type { ImageSize } from '../../../domain/image.ts'
import type { MaskRle } from '../../../domain/maskRle.ts'
import { encodeMask } from '../../../domain/mask/encode.ts'
import { decodePng } from '../../png/decodePng.ts'
import type { TreeFile } from '../fileTree.ts'
import { requireSize } from './readLabelPng.ts'

/**
 * A PNG that is one mask: the object is what is brighter than half the brightest value (so that 0 and 1, 0 and 255, and
 * softened edges all read), or what has an index above 0. Alpha plays no part. Throws FieldError or LimnError.
 */
export async function readBinaryMask(file: TreeFile, expected: ImageSize): Promise<MaskRle> {
  const png = decodePng(new Uint8Array(await (await file.open()).arrayBuffer()), file.path)
  requireSize(png, expected)
  const { width, height, samples, channels, colour } = png
  const colours = channels > 2 ? 3 : 1
  const values = new Uint16Array(width * height)
  for (let at = 0, from = 0; at < values.length; at++, from += channels) {
    let value = 0
    for (let channel = 0; channel < colours; channel++) {
      value = Math.max(value, samples[from + channel] ?? 0)
    }
    values[at] = value
  }
  const half = colour === 'palette' ? 0 : values.reduce((most, each) => Math.max(most, each), 0) / 2
  return encodeMask(
    Uint8Array.from(values, (value) => (value > half ? 1 : 0)),
    { width, height },
  )
}
