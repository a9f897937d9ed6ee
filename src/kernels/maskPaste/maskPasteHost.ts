import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { growBox } from './growBox.ts'
import { resizeAxis, TAP } from '../resize/resizeAxis.ts'

/** Pixels of the boxes only: 10 FLOP each. */
export const maskPasteHost: readonly KernelConfig[] = hostKernels(
  'LimnMaskPaste',
  (inputs, attrs) => {
    const { height, width } = attributesOf('LimnMaskPaste', attrs)
    const masks = requireInput(inputs, 'masks')
    const boxes = requireInput(inputs, 'boxes')
    const [count = 0, side = 0] = masks.shape
    return {
      shape: [count, height, width],
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(masks)
        const corners = read(boxes)
        for (let i = 0; i < count; i++) {
          pasteMask({
            mask: source.subarray(i * side * side, (i + 1) * side * side),
            side,
            box: corners.subarray(i * 4, i * 4 + 4),
            output: output.subarray(i * height * width, (i + 1) * height * width),
            height,
            width,
          })
        }
      },
    }
  },
)

interface Paste {
  readonly mask: ArrayLike<number>
  readonly side: number
  readonly box: ArrayLike<number>
  readonly output: { [pixel: number]: number }
  readonly height: number
  readonly width: number
}

function pasteMask({ mask, side, box, output, height, width }: Paste): void {
  const { left, top, across, down } = growBox(box, side)
  const padded = side + 2
  const rows = resizeAxis(padded, down, 'bilinear')
  const columns = resizeAxis(padded, across, 'bilinear')
  const valueAt = (row: number, column: number): number => {
    const isFrame = row === 0 || column === 0 || row > side || column > side
    return isFrame ? 0 : (mask[(row - 1) * side + column - 1] ?? 0)
  }
  for (let y = Math.max(top, 0); y < Math.min(top + down, height); y++) {
    const [above = 0, below = 0, rowShare = 0] = rows.subarray((y - top) * TAP)
    for (let x = Math.max(left, 0); x < Math.min(left + across, width); x++) {
      const [before = 0, after = 0, share = 0] = columns.subarray((x - left) * TAP)
      const upper = valueAt(above, before) * (1 - share) + valueAt(above, after) * share
      const lower = valueAt(below, before) * (1 - share) + valueAt(below, after) * share
      output[y * width + x] = upper * (1 - rowShare) + lower * rowShare
    }
  }
}
