import { activate4, multiplyAdd } from './simd'

/**
 * Depthwise 3x3 convolution of a picture [height, width, channels] with one pixel of zeros around it, output rows
 * `first` to `last`.
 *
 * @param filter [3, 3, channels]; channels is a multiple of four
 */
export function depthwise3x3(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  stride: i32,
  filter: usize,
  bias: usize,
  y: usize,
  activation: i32,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  const outWidth = (width - 1) / stride + 1
  for (let row = first; row < last; row++) {
    for (let column = 0; column < outWidth; column++) {
      const top = row * stride - 1
      const left = column * stride - 1
      const to = y + <usize>(row * outWidth + column) * pixel
      const from = x + <usize>(top * width + left) * pixel
      if (top >= 0 && left >= 0 && top + 2 < height && left + 2 < width) {
        filterInside(from, <usize>width * pixel, pixel, filter, bias, to, activation)
      } else {
        const top0 = max(0, -top)
        const bottom0 = min(3, height - top)
        const left0 = max(0, -left)
        const right0 = min(3, width - left)
        filterBorder(
          from,
          <usize>width * pixel,
          pixel,
          filter,
          bias,
          to,
          activation,
          top0,
          bottom0,
          left0,
          right0,
        )
      }
    }
  }
}

/** All channels of one output pixel, whose nine inputs all lie in the picture. */
// @ts-ignore: decorator
@inline
function filterInside(
  from: usize,
  rowBytes: usize,
  pixel: usize,
  filter: usize,
  bias: usize,
  to: usize,
  activation: i32,
): void {
  const row1 = from + rowBytes
  const row2 = row1 + rowBytes
  const filter1 = filter + 3 * pixel
  const filter2 = filter + 6 * pixel
  const two = 2 * pixel
  for (let i: usize = 0; i < pixel; i += 16) {
    let sum = v128.load(bias + i)
    sum = multiplyAdd(v128.load(from + i), v128.load(filter + i), sum)
    sum = multiplyAdd(v128.load(from + pixel + i), v128.load(filter + pixel + i), sum)
    sum = multiplyAdd(v128.load(from + two + i), v128.load(filter + two + i), sum)
    sum = multiplyAdd(v128.load(row1 + i), v128.load(filter1 + i), sum)
    sum = multiplyAdd(v128.load(row1 + pixel + i), v128.load(filter1 + pixel + i), sum)
    sum = multiplyAdd(v128.load(row1 + two + i), v128.load(filter1 + two + i), sum)
    sum = multiplyAdd(v128.load(row2 + i), v128.load(filter2 + i), sum)
    sum = multiplyAdd(v128.load(row2 + pixel + i), v128.load(filter2 + pixel + i), sum)
    sum = multiplyAdd(v128.load(row2 + two + i), v128.load(filter2 + two + i), sum)
    v128.store(to + i, activate4(sum, activation))
  }
}

/** The same where some of the nine lie outside and count as zero. */
function filterBorder(
  from: usize,
  rowBytes: usize,
  pixel: usize,
  filter: usize,
  bias: usize,
  to: usize,
  activation: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
): void {
  for (let i: usize = 0; i < pixel; i += 16) {
    let sum = v128.load(bias + i)
    for (let dy = top; dy < bottom; dy++) {
      for (let dx = left; dx < right; dx++) {
        const input = v128.load(from + <usize>dy * rowBytes + <usize>dx * pixel + i)
        sum = multiplyAdd(input, v128.load(filter + <usize>(dy * 3 + dx) * pixel + i), sum)
      }
    }
    v128.store(to + i, activate4(sum, activation))
  }
}
