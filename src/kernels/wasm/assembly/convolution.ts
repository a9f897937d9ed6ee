import { multiply } from './matMul'

/** Bytes that each thread of `convolve3x3` works in: the inputs of one row of outputs. */
export function convolutionScratch(outWidth: i32, channels: i32): i32 {
  return (outWidth * 9 * channels) << 2
}

/**
 * 3x3 convolution of a picture [height, width, channels] with one pixel of zeros around it, output rows `first` to
 * `last`: each row's inputs are laid side by side and multiplied with the filter.
 *
 * @param filter [3 * 3 * channels, columns] in panels as `packPanels` writes them; columns is a multiple of eight
 * @param bias [columns], or 0
 * @param scratch holds a part for each thread
 */
export function convolve3x3(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  stride: i32,
  filter: usize,
  columns: i32,
  bias: usize,
  y: usize,
  activation: i32,
  scratch: usize,
  first: i32,
  last: i32,
  thread: i32,
): void {
  const pixel = <usize>channels << 2
  const outWidth = (width - 1) / stride + 1
  const own = scratch + <usize>(thread * convolutionScratch(outWidth, channels))
  const patchBytes = 9 * pixel
  for (let row = first; row < last; row++) {
    let patch = own
    for (let column = 0; column < outWidth; column++) {
      const left = column * stride - 1
      for (let dy = 0; dy < 3; dy++) {
        gatherRow(x, height, width, pixel, row * stride - 1 + dy, left, patch + <usize>dy * 3 * pixel)
      }
      patch += patchBytes
    }
    const to = y + (<usize>(row * outWidth * columns) << 2)
    multiply(own, <i32>patchBytes, filter, 9 * channels, columns, bias, 0, 1, to, columns << 2, activation, 0, outWidth)
  }
}

/** Three neighbouring pixels of a row, zeros where they lie outside the picture. */
// @ts-ignore: decorator
@inline
function gatherRow(x: usize, height: i32, width: i32, pixel: usize, row: i32, left: i32, to: usize): void {
  const three = 3 * pixel
  if (row < 0 || row >= height) {
    memory.fill(to, 0, three)
    return
  }
  const from = x + <usize>(row * width + left) * pixel
  if (left >= 0 && left + 3 <= width) {
    memory.copy(to, from, three)
    return
  }
  const skipped = <usize>max(0, -left) * pixel
  const end = <usize>min(3, width - left) * pixel
  memory.fill(to, 0, three)
  memory.copy(to + skipped, from + skipped, end - skipped)
}
