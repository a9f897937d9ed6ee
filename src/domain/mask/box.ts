import type { Box } from '../box.ts'
import type { MaskRle } from '../maskRle.ts'

/** Tight box of the mask in whole pixels, as pycocotools' `toBbox`; all zeros for an empty mask. */
export function maskBox({ size, counts }: MaskRle): Box {
  const { height } = size
  let left = Infinity
  let top = Infinity
  let right = -1
  let bottom = -1
  let position = 0
  for (let i = 0; i < counts.length; i++) {
    const run = counts[i] ?? 0
    if (i % 2 === 1 && run > 0) {
      const last = position + run - 1
      const firstColumn = Math.floor(position / height)
      const lastColumn = Math.floor(last / height)
      left = Math.min(left, firstColumn)
      right = lastColumn
      // A run that goes on into the next column touches the bottom of one and the top of the other.
      const spans = lastColumn > firstColumn
      top = Math.min(top, spans ? 0 : position - firstColumn * height)
      bottom = Math.max(bottom, spans ? height - 1 : last - lastColumn * height)
    }
    position += run
  }
  if (right < 0) return { x: 0, y: 0, width: 0, height: 0 }
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 }
}
