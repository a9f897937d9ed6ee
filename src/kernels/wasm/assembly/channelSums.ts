import { LANES, loadSome } from './lanes'
import { multiplyAdd } from './simd'

/** Channels of a unit: a cache line of each row. */
const BLOCK: i32 = 16
/** Rows that are added in float32 before the sum goes on in float64. */
const RUN: i32 = 128

// @ts-ignore: decorator
@inline
function addWide(to: usize, x: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(x)))
  const high = v128.shuffle<f32>(x, x, 2, 3, 2, 3)
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16)
}

/**
 * Sums over rows, by channel, for (part of the rows, sixteen channels) pairs `first` to `last`: of x alone, or of x and
 * of x · (other - mean). 1 or 4 FLOP and 4 or 8 bytes a value, which bound it. Each pair is summed by one thread in one
 * order; who asked adds the parts.
 *
 * @param x [rows, channels]
 * @param other of the same shape, or 0 for sums of x alone
 * @param mean [channels]
 * @param share rows of a part
 * @param sums [parts, 2, whole vectors of channels] float64, zeros to begin with; second rows stay so without `other`
 */
export function sumChannels(
  x: usize,
  other: usize,
  mean: usize,
  rows: i32,
  channels: i32,
  share: i32,
  sums: usize,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  const blocks = (channels + BLOCK - 1) / BLOCK
  const line = (<usize>((channels + 3) & ~3)) << 3
  for (let unit = first; unit < last; unit++) {
    const part = unit / blocks
    const begin = (unit - part * blocks) * BLOCK
    const end = min(begin + BLOCK, channels)
    const lastRow = min((part + 1) * share, rows)
    const own = sums + <usize>(2 * part) * line
    for (let row = part * share; row < lastRow; row += RUN) {
      const stop = min(row + RUN, lastRow)
      const at = <usize>row * pixel
      for (let channel = begin; channel < end; channel += LANES) {
        const count = end - channel
        const offset = (<usize>channel) << 2
        const to = own + ((<usize>channel) << 3)
        if (other) sumBoth(x + at + offset, other + at + offset, mean + offset, pixel, stop - row, count, to, line)
        else sumOne(x + at + offset, pixel, stop - row, count, to)
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function sumOne(x: usize, pixel: usize, rows: i32, count: i32, to: usize): void {
  let sum = f32x4.splat(0)
  if (count >= LANES) {
    for (let i = 0; i < rows; i++) sum = f32x4.add(sum, v128.load(x + <usize>i * pixel))
  } else {
    for (let i = 0; i < rows; i++) sum = f32x4.add(sum, loadSome(x + <usize>i * pixel, count))
  }
  addWide(to, sum)
}

// @ts-ignore: decorator
@inline
function sumBoth(
  x: usize,
  other: usize,
  mean: usize,
  pixel: usize,
  rows: i32,
  count: i32,
  to: usize,
  line: usize,
): void {
  const middle = loadSome(mean, count)
  let sum = f32x4.splat(0)
  let products = f32x4.splat(0)
  if (count >= LANES) {
    for (let i = 0; i < rows; i++) {
      const at = <usize>i * pixel
      const value = v128.load(x + at)
      sum = f32x4.add(sum, value)
      products = multiplyAdd(value, f32x4.sub(v128.load(other + at), middle), products)
    }
  } else {
    for (let i = 0; i < rows; i++) {
      const at = <usize>i * pixel
      const value = loadSome(x + at, count)
      sum = f32x4.add(sum, value)
      products = multiplyAdd(value, f32x4.sub(loadSome(other + at, count), middle), products)
    }
  }
  addWide(to, sum)
  addWide(to + line, products)
}

/**
 * Sums of (x - mean)² by channel, as above, into the second rows of `sums`: what the variance is of.
 *
 * @param mean [channels]
 */
export function sumSquares(
  x: usize,
  mean: usize,
  rows: i32,
  channels: i32,
  share: i32,
  sums: usize,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  const blocks = (channels + BLOCK - 1) / BLOCK
  const line = (<usize>((channels + 3) & ~3)) << 3
  for (let unit = first; unit < last; unit++) {
    const part = unit / blocks
    const begin = (unit - part * blocks) * BLOCK
    const end = min(begin + BLOCK, channels)
    const lastRow = min((part + 1) * share, rows)
    const own = sums + <usize>(2 * part + 1) * line
    for (let row = part * share; row < lastRow; row += RUN) {
      const stop = min(row + RUN, lastRow)
      for (let channel = begin; channel < end; channel += LANES) {
        const count = end - channel
        const offset = (<usize>channel) << 2
        const middle = loadSome(mean + offset, count)
        let from = x + <usize>row * pixel + offset
        let sum = f32x4.splat(0)
        for (let i = row; i < stop; i++) {
          const centred = f32x4.sub(loadSome(from, count), middle)
          sum = multiplyAdd(centred, centred, sum)
          from += pixel
        }
        addWide(own + ((<usize>channel) << 3), sum)
      }
    }
  }
}
