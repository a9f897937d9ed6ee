import type { ConvolutionGeometry } from '../../src/kernels/convolution/convolutionGeometry.ts'

/** A convolution in float64, one product at a time, by the definition. */
export function convolutionReference(
  geometry: ConvolutionGeometry,
  x: ArrayLike<number>,
  filter: ArrayLike<number>,
): Float64Array {
  const g = geometry
  const [groupIn, groupOut] = [g.inChannels / g.groups, g.outChannels / g.groups]
  const output = new Float64Array(g.batch * g.outHeight * g.outWidth * g.outChannels)
  for (let to = 0; to < output.length; to++) {
    const out = to % g.outChannels
    const column = Math.floor(to / g.outChannels) % g.outWidth
    const row = Math.floor(to / g.outChannels / g.outWidth) % g.outHeight
    const picture = Math.floor(to / g.outChannels / g.outWidth / g.outHeight)
    const firstIn = Math.floor(out / groupOut) * groupIn
    let sum = 0
    for (let down = 0; down < g.filterHeight; down++) {
      const inY = row * g.strideDown + down * g.dilationDown - g.padTop
      if (inY < 0 || inY >= g.inHeight) continue
      for (let across = 0; across < g.filterWidth; across++) {
        const inX = column * g.strideAcross + across * g.dilationAcross - g.padLeft
        if (inX < 0 || inX >= g.inWidth) continue
        const from = ((picture * g.inHeight + inY) * g.inWidth + inX) * g.inChannels + firstIn
        const weights = (down * g.filterWidth + across) * groupIn
        for (let input = 0; input < groupIn; input++) {
          const weight = filter[(weights + input) * g.outChannels + out] ?? NaN
          sum += (x[from + input] ?? NaN) * weight
        }
      }
    }
    output[to] = sum
  }
  return output
}
