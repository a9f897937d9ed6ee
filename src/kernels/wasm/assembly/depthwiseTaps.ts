import { storeLanes } from './matMul'
import { activate4, multiplyAdd } from './simd'

/** Channels whose sums are held at once. */
const LANES: i32 = 4

/** Up to four values, zeros for the rest; never reads beyond them. */
// @ts-ignore: decorator
@inline
function loadSome(from: usize, count: i32): v128 {
  if (count >= LANES) return v128.load(from)
  let x = f32x4.splat(0)
  x = v128.load32_lane(from, x, 0)
  if (count > 1) x = v128.load32_lane(from, x, 1, 4)
  if (count > 2) x = v128.load32_lane(from, x, 2, 8)
  return x
}

// @ts-ignore: decorator
@inline
function storeSome(to: usize, x: v128, count: i32): void {
  if (count >= LANES) v128.store(to, x)
  else storeLanes(to, x, count)
}

/**
 * Depthwise convolution of any size, lines `first` to `last` of [batch · outHeight]: 2 FLOP a tap and value, 8 bytes of
 * x and filter from the cache.
 *
 * @param filter [tapsDown, tapsAcross, channels]
 */
export function depthwiseTaps(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  filter: usize,
  tapsDown: i32,
  tapsAcross: i32,
  strideDown: i32,
  strideAcross: i32,
  dilationDown: i32,
  dilationAcross: i32,
  padTop: i32,
  padLeft: i32,
  bias: usize,
  y: usize,
  outHeight: i32,
  outWidth: i32,
  activation: i32,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  const tapStep = <usize>dilationAcross * pixel
  for (let line = first; line < last; line++) {
    const picture = line / outHeight
    const top = (line - picture * outHeight) * strideDown - padTop
    const firstDown = firstInside(top, dilationDown)
    const lastDown = lastInside(top, dilationDown, height, tapsDown)
    for (let column = 0; column < outWidth; column++) {
      const left = column * strideAcross - padLeft
      const firstAcross = firstInside(left, dilationAcross)
      const lastAcross = lastInside(left, dilationAcross, width, tapsAcross)
      const to = y + <usize>(line * outWidth + column) * pixel
      const corner = picture * height * width + left + firstAcross * dilationAcross
      let channel = 0
      for (; channel + 8 <= channels; channel += 8) {
        const offset = (<usize>channel) << 2
        let low = bias ? v128.load(bias + offset) : f32x4.splat(0)
        let high = bias ? v128.load(bias + offset, 16) : f32x4.splat(0)
        for (let a = firstDown; a < lastDown; a++) {
          let from = x + <usize>(corner + (top + a * dilationDown) * width) * pixel + offset
          let weight = filter + <usize>(a * tapsAcross + firstAcross) * pixel + offset
          for (let b = firstAcross; b < lastAcross; b++) {
            low = multiplyAdd(v128.load(from), v128.load(weight), low)
            high = multiplyAdd(v128.load(from, 16), v128.load(weight, 16), high)
            from += tapStep
            weight += pixel
          }
        }
        v128.store(to + offset, activate4(low, activation))
        v128.store(to + offset, activate4(high, activation), 16)
      }
      for (; channel < channels; channel += LANES) {
        const count = channels - channel
        const offset = (<usize>channel) << 2
        let sum = bias ? loadSome(bias + offset, count) : f32x4.splat(0)
        for (let a = firstDown; a < lastDown; a++) {
          let from = x + <usize>(corner + (top + a * dilationDown) * width) * pixel + offset
          let weight = filter + <usize>(a * tapsAcross + firstAcross) * pixel + offset
          for (let b = firstAcross; b < lastAcross; b++) {
            sum = multiplyAdd(loadSome(from, count), loadSome(weight, count), sum)
            from += tapStep
            weight += pixel
          }
        }
        storeSome(to + offset, activate4(sum, activation), count)
      }
    }
  }
}

/** The first tap from a place on that is not before the map. */
// @ts-ignore: decorator
@inline
function firstInside(place: i32, dilation: i32): i32 {
  return place >= 0 ? 0 : (dilation - 1 - place) / dilation
}

/** The tap after the last that is still in the map. */
// @ts-ignore: decorator
@inline
function lastInside(place: i32, dilation: i32, cells: i32, taps: i32): i32 {
  const room = cells - 1 - place
  return room < 0 ? 0 : min(room / dilation + 1, taps)
}

/** What the input gets back, lines `first` to `last` of [batch · height]: the taps that reached each pixel. */
export function depthwiseSpread(
  dy: usize,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  filter: usize,
  tapsDown: i32,
  tapsAcross: i32,
  strideDown: i32,
  strideAcross: i32,
  dilationDown: i32,
  dilationAcross: i32,
  padTop: i32,
  padLeft: i32,
  dx: usize,
  height: i32,
  width: i32,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  for (let line = first; line < last; line++) {
    const picture = line / height
    const y = line - picture * height + padTop
    for (let column = 0; column < width; column++) {
      const to = dx + <usize>(line * width + column) * pixel
      for (let channel = 0; channel < channels; channel += LANES) {
        const count = channels - channel
        const offset = (<usize>channel) << 2
        let sum = f32x4.splat(0)
        for (let a = 0; a < tapsDown; a++) {
          const above = y - a * dilationDown
          const row = above / strideDown
          if (above < 0 || row >= outHeight || row * strideDown != above) continue
          for (let b = 0; b < tapsAcross; b++) {
            const before = column + padLeft - b * dilationAcross
            const at = before / strideAcross
            if (before < 0 || at >= outWidth || at * strideAcross != before) continue
            const from = dy + <usize>((picture * outHeight + row) * outWidth + at) * pixel + offset
            const weight = filter + <usize>(a * tapsAcross + b) * pixel + offset
            sum = multiplyAdd(loadSome(from, count), loadSome(weight, count), sum)
          }
        }
        storeSome(to + offset, sum, count)
      }
    }
  }
}

/** What the filter gets back, for (tap, sixteen channels) pairs `first` to `last`, each summed in one order. */
export function depthwiseCorrelate(
  x: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  dy: usize,
  outHeight: i32,
  outWidth: i32,
  tapsAcross: i32,
  strideDown: i32,
  strideAcross: i32,
  dilationDown: i32,
  dilationAcross: i32,
  padTop: i32,
  padLeft: i32,
  dw: usize,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  const blocks = (channels + 15) >> 4
  for (let unit = first; unit < last; unit++) {
    const tap = unit / blocks
    const begin = (unit - tap * blocks) << 4
    const shiftDown = (tap / tapsAcross) * dilationDown - padTop
    const shiftAcross = (tap % tapsAcross) * dilationAcross - padLeft
    const end = min(begin + 16, channels)
    for (let channel = begin; channel < end; channel += LANES) {
      const count = end - channel
      const offset = (<usize>channel) << 2
      let sum = f32x4.splat(0)
      for (let line = 0; line < batch * outHeight; line++) {
        const picture = line / outHeight
        const row = (line - picture * outHeight) * strideDown + shiftDown
        if (row < 0 || row >= height) continue
        const source = x + <usize>((picture * height + row) * width) * pixel + offset
        const share = dy + <usize>(line * outWidth) * pixel + offset
        // Each line by itself, so that long sums lose little.
        let lineSum = f32x4.splat(0)
        for (let column = 0; column < outWidth; column++) {
          const at = column * strideAcross + shiftAcross
          if (at < 0 || at >= width) continue
          const value = loadSome(source + <usize>at * pixel, count)
          lineSum = multiplyAdd(value, loadSome(share + <usize>column * pixel, count), lineSum)
        }
        sum = f32x4.add(sum, lineSum)
      }
      storeSome(dw + <usize>tap * pixel + offset, sum, count)
    }
  }
}
