import type { ConvolutionGeometry } from '../../src/kernels/convolution/convolutionGeometry.ts'

/** A convolution and its two gradients in float64, one product at a time, by the definition. */
export interface ConvolutionReference {
  readonly output: Float64Array
  readonly inputGradient: Float64Array
  readonly filterGradient: Float64Array
}

export function convolutionReference(
  geometry: ConvolutionGeometry,
  x: ArrayLike<number>,
  filter: ArrayLike<number>,
  dy: ArrayLike<number>,
): ConvolutionReference {
  const g = geometry
  const [groupIn, groupOut] = [g.inChannels / g.groups, g.outChannels / g.groups]
  const output = new Float64Array(g.batch * g.outHeight * g.outWidth * g.outChannels)
  const inputGradient = new Float64Array(x.length)
  const filterGradient = new Float64Array(filter.length)
  for (let to = 0; to < output.length; to++) {
    const out = to % g.outChannels
    const column = Math.floor(to / g.outChannels) % g.outWidth
    const row = Math.floor(to / g.outChannels / g.outWidth) % g.outHeight
    const picture = Math.floor(to / g.outChannels / g.outWidth / g.outHeight)
    for (let weight = 0; weight < filter.length; weight++) {
      if (weight % g.outChannels !== out) continue
      const input = Math.floor(weight / g.outChannels) % groupIn
      const across = Math.floor(weight / g.outChannels / groupIn) % g.filterWidth
      const down = Math.floor(weight / g.outChannels / groupIn / g.filterWidth)
      const inY = row * g.strideDown + down * g.dilationDown - g.padTop
      const inX = column * g.strideAcross + across * g.dilationAcross - g.padLeft
      if (inY < 0 || inY >= g.inHeight || inX < 0 || inX >= g.inWidth) continue
      const from =
        ((picture * g.inHeight + inY) * g.inWidth + inX) * g.inChannels +
        Math.floor(out / groupOut) * groupIn +
        input
      add(output, to, (x[from] ?? NaN) * (filter[weight] ?? NaN))
      add(inputGradient, from, (dy[to] ?? NaN) * (filter[weight] ?? NaN))
      add(filterGradient, weight, (dy[to] ?? NaN) * (x[from] ?? NaN))
    }
  }
  return { output, inputGradient, filterGradient }
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] ?? 0) + value
}
