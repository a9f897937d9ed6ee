import type { MaskRle } from '../maskRle.ts'
import { forEachColumnRun } from './columnRuns.ts'

/** The mask as a row-major bitmap [height, width] of 0 and 1. */
export function decodeMask(mask: MaskRle): Uint8Array<ArrayBuffer> {
  const { width, height } = mask.size
  const bitmap = new Uint8Array(width * height)
  forEachColumnRun(mask, (x, top, bottom) => {
    const end = bottom * width + x
    for (let at = top * width + x; at < end; at += width) bitmap[at] = 1
  })
  return bitmap
}
