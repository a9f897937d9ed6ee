import type { ImageSize } from '../image.ts'
import type { MaskRle } from '../maskRle.ts'
import { forEachColumnRun } from '../mask/columnRuns.ts'
import type { LabelMap } from './labelMap.ts'

/** Paints masks into one map, mask i as i + 1; where two claim a pixel, the first keeps it. */
export function labelsOfMasks(masks: readonly MaskRle[], size: ImageSize): LabelMap {
  const labels = new Int32Array(size.width * size.height)
  masks.forEach((mask, i) => {
    forEachColumnRun(mask, (x, top, bottom) => {
      for (let y = top; y < bottom; y++) labels[y * size.width + x] ||= i + 1
    })
  })
  return { size, labels, count: masks.length }
}
