import { LANES, loadSome, storeSome } from './lanes'
import { activate4, multiplyAdd } from './simd'

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

/** The first tap from `tap` on that reaches a place of the output: their distance divides by the stride. */
// @ts-ignore: decorator
@inline
function firstMeeting(place: i32, tap: i32, taps: i32, dilation: i32, stride: i32): i32 {
  let meeting = tap
  while (meeting < taps && (place - meeting * dilation) % stride != 0) meeting++
  return meeting
}

/** Taps from one that meets an output to the next. */
// @ts-ignore: decorator
@inline
function meetingStep(dilation: i32, stride: i32): i32 {
  let step = 1
  while ((step * dilation) % stride != 0) step++
  return step
}

/** The first tap whose output is not after the last. */
// @ts-ignore: decorator
@inline
function firstReached(place: i32, dilation: i32, stride: i32, outputs: i32): i32 {
  const beyond = place - (outputs - 1) * stride
  return beyond <= 0 ? 0 : (beyond + dilation - 1) / dilation
}

/**
 * What the input gets back, lines `first` to `last` of [batch · height]: the taps that reached each pixel, as many FLOP
 * and bytes as forward. Which taps those are is found once a pixel; with a stride, most are none.
 */
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
  const stepDown = meetingStep(dilationDown, strideDown)
  const stepAcross = meetingStep(dilationAcross, strideAcross)
  const backDown = (stepDown * dilationDown) / strideDown
  const backAcross = (stepAcross * dilationAcross) / strideAcross
  const weightStep = <usize>stepAcross * pixel
  const shareStep = <usize>backAcross * pixel
  for (let line = first; line < last; line++) {
    const picture = line / height
    const y = line - picture * height + padTop
    const nearDown = firstReached(y, dilationDown, strideDown, outHeight)
    const firstDown = firstMeeting(y, nearDown, tapsDown, dilationDown, strideDown)
    const lastDown = min(y / dilationDown + 1, tapsDown)
    const firstRow = (y - firstDown * dilationDown) / strideDown
    for (let column = 0; column < width; column++) {
      const x = column + padLeft
      const nearAcross = firstReached(x, dilationAcross, strideAcross, outWidth)
      const firstAcross = firstMeeting(x, nearAcross, tapsAcross, dilationAcross, strideAcross)
      const lastAcross = min(x / dilationAcross + 1, tapsAcross)
      const firstColumn = (x - firstAcross * dilationAcross) / strideAcross
      const to = dx + <usize>(line * width + column) * pixel
      let channel = 0
      for (; channel + 8 <= channels; channel += 8) {
        const offset = (<usize>channel) << 2
        let low = f32x4.splat(0)
        let high = low
        let row = firstRow
        for (let a = firstDown; a < lastDown; a += stepDown) {
          let from = dy + <usize>((picture * outHeight + row) * outWidth + firstColumn) * pixel + offset
          let weight = filter + <usize>(a * tapsAcross + firstAcross) * pixel + offset
          for (let b = firstAcross; b < lastAcross; b += stepAcross) {
            low = multiplyAdd(v128.load(from), v128.load(weight), low)
            high = multiplyAdd(v128.load(from, 16), v128.load(weight, 16), high)
            from -= shareStep
            weight += weightStep
          }
          row -= backDown
        }
        v128.store(to + offset, low)
        v128.store(to + offset, high, 16)
      }
      for (; channel < channels; channel += LANES) {
        const count = channels - channel
        const offset = (<usize>channel) << 2
        let sum = f32x4.splat(0)
        let row = firstRow
        for (let a = firstDown; a < lastDown; a += stepDown) {
          let from = dy + <usize>((picture * outHeight + row) * outWidth + firstColumn) * pixel + offset
          let weight = filter + <usize>(a * tapsAcross + firstAcross) * pixel + offset
          for (let b = firstAcross; b < lastAcross; b += stepAcross) {
            sum = multiplyAdd(loadSome(from, count), loadSome(weight, count), sum)
            from -= shareStep
            weight += weightStep
          }
          row -= backDown
        }
        storeSome(to + offset, sum, count)
      }
    }
  }
}

/**
 * What the filter gets back, for (row of taps, sixteen channels) pairs `first` to `last`. A line of x and of dy lies in
 * the first-level cache while each tap of the row adds what the line gives it, so that memory is read once a row of taps:
 * 8 loads of the cache for 32 FLOP. Each line is summed by itself, so that long sums lose little.
 *
 * @param dw zeros to begin with
 */
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
  const step = <usize>strideAcross * pixel
  const blocks = (channels + 15) >> 4
  for (let unit = first; unit < last; unit++) {
    const tapRow = unit / blocks
    const begin = (unit - tapRow * blocks) << 4
    const end = min(begin + 16, channels)
    const shiftDown = tapRow * dilationDown - padTop
    for (let line = 0; line < batch * outHeight; line++) {
      const picture = line / outHeight
      const row = (line - picture * outHeight) * strideDown + shiftDown
      if (row < 0 || row >= height) continue
      const source = x + <usize>((picture * height + row) * width) * pixel
      const share = dy + <usize>(line * outWidth) * pixel
      for (let b = 0; b < tapsAcross; b++) {
        const shift = b * dilationAcross - padLeft
        // Output columns whose tap lies in the picture.
        const from = shift >= 0 ? 0 : (strideAcross - 1 - shift) / strideAcross
        const room = width - 1 - shift
        const to = room < 0 ? 0 : min(room / strideAcross + 1, outWidth)
        if (from >= to) continue
        const xAt = source + <usize>(from * strideAcross + shift) * pixel
        const dyAt = share + <usize>from * pixel
        const sums = dw + <usize>(tapRow * tapsAcross + b) * pixel
        if (end - begin == 16) {
          correlateBlock(xAt, dyAt, to - from, step, pixel, (<usize>begin) << 2, sums)
        } else {
          for (let channel = begin; channel < end; channel += LANES) {
            const offset = (<usize>channel) << 2
            correlateSome(xAt + offset, dyAt + offset, to - from, step, pixel, end - channel, sums + offset)
          }
        }
      }
    }
  }
}

/** Sixteen channels of one tap and line. */
// @ts-ignore: decorator
@inline
function correlateBlock(
  x: usize,
  dy: usize,
  columns: i32,
  step: usize,
  pixel: usize,
  offset: usize,
  sums: usize,
): void {
  let a = f32x4.splat(0),
    b = a,
    c = a,
    d = a
  let from = x + offset
  let share = dy + offset
  for (let i = 0; i < columns; i++) {
    a = multiplyAdd(v128.load(from), v128.load(share), a)
    b = multiplyAdd(v128.load(from, 16), v128.load(share, 16), b)
    c = multiplyAdd(v128.load(from, 32), v128.load(share, 32), c)
    d = multiplyAdd(v128.load(from, 48), v128.load(share, 48), d)
    from += step
    share += pixel
  }
  const to = sums + offset
  v128.store(to, f32x4.add(v128.load(to), a))
  v128.store(to, f32x4.add(v128.load(to, 16), b), 16)
  v128.store(to, f32x4.add(v128.load(to, 32), c), 32)
  v128.store(to, f32x4.add(v128.load(to, 48), d), 48)
}

/** One to four channels of one tap and line. */
function correlateSome(
  x: usize,
  dy: usize,
  columns: i32,
  step: usize,
  pixel: usize,
  count: i32,
  to: usize,
): void {
  let sum = f32x4.splat(0)
  let from = x
  let share = dy
  for (let i = 0; i < columns; i++) {
    sum = multiplyAdd(loadSome(from, count), loadSome(share, count), sum)
    from += step
    share += pixel
  }
  storeSome(to, f32x4.add(loadSome(to, count), sum), count)
}
