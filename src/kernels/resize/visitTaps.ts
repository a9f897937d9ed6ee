import { resizeAxis, TAP, type ResizeAttributes } from './resizeAxis.ts'

/** Names each output and the cells it takes from by their place among all pixels; cells without weight not at all. */
export function visitTaps(
  { inputShape, outputSize, mode }: ResizeAttributes,
  visit: (output: number, cell: number, weight: number) => void,
): void {
  const [batch, height, width] = inputShape
  const [outHeight, outWidth] = outputSize
  const rows = resizeAxis(height, outHeight, mode)
  const columns = resizeAxis(width, outWidth, mode)
  for (let row = 0; row < batch * outHeight; row++) {
    const picture = Math.floor(row / outHeight) * height
    for (let column = 0; column < outWidth; column++) {
      const to = row * outWidth + column
      for (const [y, rowWeight] of tapsAt(rows, row % outHeight)) {
        for (const [x, columnWeight] of tapsAt(columns, column)) {
          const weight = rowWeight * columnWeight
          if (weight !== 0) visit(to, (picture + y) * width + x, weight)
        }
      }
    }
  }
}

function tapsAt(taps: Float32Array, place: number): [cell: number, weight: number][] {
  const [low = 0, high = 0, share = 0] = taps.subarray(place * TAP, place * TAP + 3)
  return [
    [low, 1 - share],
    [high, share],
  ]
}
