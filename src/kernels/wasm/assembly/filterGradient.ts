import { PANEL, storeLanes } from './matMul'
import { multiplyAdd } from './simd'

/** Output pixels whose shares of the sums are added at once: their panel of dy (16 KB) stays in the first-level cache. */
const PIXEL_BLOCK: i32 = 512

/**
 * What a convolution's filter gets back, for (tap, block of channels) pairs `first` to `last`: the sums over all pixels
 * of x · dy. For one tap the pixels of a row lie a fixed step apart, so that x is read where it is. Each pair is summed
 * by one thread in one order: the same bits however many threads there are.
 *
 * @param x points at the group's first channel; `pixel` bytes from pixel to pixel
 * @param firstLine of [batch · outHeight]: those lines are added to dw up to `lastLine`
 * @param dyPanels panels of [lines · outWidth, columns]
 * @param dw the group's first column; `dwRow` bytes from row to row of [taps, channels, columns]
 */
export function correlateTaps(
  x: usize,
  firstLine: i32,
  lastLine: i32,
  height: i32,
  width: i32,
  pixel: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  tapsAcross: i32,
  strideDown: i32,
  strideAcross: i32,
  dilationDown: i32,
  dilationAcross: i32,
  padTop: i32,
  padLeft: i32,
  dyPanels: usize,
  columns: i32,
  dw: usize,
  dwRow: i32,
  block: i32,
  first: i32,
  last: i32,
): void {
  const blocks = (channels + block - 1) / block
  const linesAtOnce = max(1, PIXEL_BLOCK / outWidth)
  const panelBytes = (<usize>((lastLine - firstLine) * outWidth)) << 5
  const step = <usize>strideAcross * <usize>pixel
  for (let unit = first; unit < last; unit++) {
    const tap = unit / blocks
    const firstChannel = (unit - tap * blocks) * block
    const lastChannel = min(firstChannel + block, channels)
    const shiftDown = (tap / tapsAcross) * dilationDown - padTop
    const shiftAcross = (tap % tapsAcross) * dilationAcross - padLeft
    // Output columns whose tap lies in the picture.
    const begin = shiftAcross >= 0 ? 0 : (strideAcross - 1 - shiftAcross) / strideAcross
    const room = width - 1 - shiftAcross
    const end = room < 0 ? 0 : min(room / strideAcross + 1, outWidth)
    if (begin >= end) continue
    const rows = dw + <usize>(tap * channels) * <usize>dwRow
    for (let line = firstLine; line < lastLine; line += linesAtOnce) {
      const stopLine = min(line + linesAtOnce, lastLine)
      let panel = dyPanels
      for (let column = 0; column < columns; column += PANEL) {
        for (let channel = firstChannel; channel < lastChannel; channel += 4) {
          const count = min(4, lastChannel - channel)
          const offset1: usize = count > 1 ? 4 : 0
          const offset2: usize = count > 2 ? 8 : 0
          const offset3: usize = count > 3 ? 12 : 0
          let a0 = f32x4.splat(0),
            a1 = a0,
            a2 = a0,
            a3 = a0
          let b0 = a0,
            b1 = a0,
            b2 = a0,
            b3 = a0
          for (let at = line; at < stopLine; at++) {
            const picture = at / outHeight
            const y = (at - picture * outHeight) * strideDown + shiftDown
            if (y < 0 || y >= height) continue
            const left = begin * strideAcross + shiftAcross
            let from =
              x + <usize>((picture * height + y) * width + left) * <usize>pixel + ((<usize>channel) << 2)
            let p = panel + ((<usize>((at - firstLine) * outWidth + begin)) << 5)
            const stop = panel + ((<usize>((at - firstLine) * outWidth + end)) << 5)
            while (p < stop) {
              const wa = v128.load(p)
              const wb = v128.load(p, 16)
              const s0 = v128.load32_splat(from)
              a0 = multiplyAdd(s0, wa, a0)
              b0 = multiplyAdd(s0, wb, b0)
              const s1 = v128.load32_splat(from + offset1)
              a1 = multiplyAdd(s1, wa, a1)
              b1 = multiplyAdd(s1, wb, b1)
              const s2 = v128.load32_splat(from + offset2)
              a2 = multiplyAdd(s2, wa, a2)
              b2 = multiplyAdd(s2, wb, b2)
              const s3 = v128.load32_splat(from + offset3)
              a3 = multiplyAdd(s3, wa, a3)
              b3 = multiplyAdd(s3, wb, b3)
              from += step
              p += 32
            }
          }
          const to = rows + <usize>channel * <usize>dwRow + ((<usize>column) << 2)
          const left = columns - column
          addPanelRow(to, a0, b0, left)
          if (count > 1) addPanelRow(to + <usize>dwRow, a1, b1, left)
          if (count > 2) addPanelRow(to + 2 * <usize>dwRow, a2, b2, left)
          if (count > 3) addPanelRow(to + 3 * <usize>dwRow, a3, b3, left)
        }
        panel += panelBytes
      }
    }
  }
}

function addPanelRow(to: usize, a: v128, b: v128, width: i32): void {
  if (width >= PANEL) {
    v128.store(to, f32x4.add(v128.load(to), a))
    v128.store(to, f32x4.add(v128.load(to, 16), b), 16)
    return
  }
  if (width >= 4) {
    v128.store(to, f32x4.add(v128.load(to), a))
    addLanes(to + 16, b, width - 4)
  } else {
    addLanes(to, a, width)
  }
}

function addLanes(to: usize, x: v128, count: i32): void {
  let held = f32x4.splat(0)
  if (count > 0) held = v128.load32_lane(to, held, 0)
  if (count > 1) held = v128.load32_lane(to, held, 1, 4)
  if (count > 2) held = v128.load32_lane(to, held, 2, 8)
  storeLanes(to, f32x4.add(held, x), count)
}
