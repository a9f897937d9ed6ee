import type { ImageSize } from '../../../domain/image.ts'
import type { MaskRle } from '../../../domain/maskRle.ts'
import { decodePng } from '../../png/decodePng.ts'
import { FieldError } from '../fields.ts'
import type { TreeFile } from '../fileTree.ts'
import { masksOfValues } from '../labelValues.ts'

export interface LabelPng {
  readonly size: ImageSize
  readonly masks: ReadonlyMap<number, MaskRle>
}

/**
 * Reads a label map PNG: palette indices, grey values of up to 16 bits, or colours, each colour a value of its own
 * (red * 65536 + green * 256 + blue). With `expected` the sizes must agree. Throws FieldError or LimnError.
 */
export async function readLabelPng(file: TreeFile, expected?: ImageSize): Promise<LabelPng> {
  const bytes = new Uint8Array(await (await file.open()).arrayBuffer())
  const png = decodePng(bytes, file.path)
  const size = { width: png.width, height: png.height }
  requireSize(size, expected)
  const { samples, channels } = png
  if (channels === 1) return { size, masks: masksOfValues(samples, size) }
  const isGrey = channels === 2
  const values = new Uint32Array(size.width * size.height)
  for (let at = 0, from = 0; at < values.length; at++, from += channels) {
    const first = samples[from] ?? 0
    values[at] = isGrey
      ? first
      : (first << 16) | ((samples[from + 1] ?? 0) << 8) | (samples[from + 2] ?? 0)
  }
  return { size, masks: masksOfValues(values, size) }
}

export function requireSize(size: ImageSize, expected: ImageSize | undefined): void {
  if (expected === undefined) return
  if (size.width === expected.width && size.height === expected.height) return
  throw new FieldError(
    '',
    `Is ${size.width} × ${size.height}, its picture ${expected.width} × ${expected.height}.`,
  )
}
