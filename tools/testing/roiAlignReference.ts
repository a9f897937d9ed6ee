/** A straight RoIAlign in float64, sample by sample, as the paper and torchvision's documentation describe it. */
export function roiAlignReference(
  features: ArrayLike<number>,
  rois: ArrayLike<number>,
  options: {
    readonly featureShape: readonly [number, number, number, number]
    readonly outputSize: readonly [number, number]
    readonly spatialScale: number
    readonly samplingRatio: number
    readonly aligned: boolean
  },
): Float64Array {
  const { featureShape, outputSize, spatialScale, samplingRatio, aligned } = options
  const [batch, height, width, channels] = featureShape
  const [down, across] = outputSize
  const count = rois.length / 5
  const output = new Float64Array(count * down * across * channels)
  const offset = aligned ? 0.5 : 0
  for (let i = 0; i < output.length; i++) {
    const channel = i % channels
    const column = Math.floor(i / channels) % across
    const row = Math.floor(i / channels / across) % down
    const roi = Math.floor(i / channels / across / down)
    // Boxes of a picture that is not there pad.
    const picture = rois[roi * 5] ?? 0
    if (!(picture >= 0 && picture < batch)) continue
    const corner = (at: number): number => (rois[roi * 5 + at] ?? 0) * spatialScale - offset
    const extent = (size: number): number => (aligned ? size : Math.max(size, 1))
    const [left, top] = [corner(1), corner(2)]
    const binWidth = extent(corner(3) - left) / across
    const binHeight = extent(corner(4) - top) / down
    const columns = samplingRatio > 0 ? samplingRatio : Math.max(Math.ceil(binWidth), 0)
    const rows = samplingRatio > 0 ? samplingRatio : Math.max(Math.ceil(binHeight), 0)
    let sum = 0
    for (let s = 0; s < rows * columns; s++) {
      const y = top + binHeight * (row + (Math.floor(s / columns) + 0.5) / rows)
      const x = left + binWidth * (column + ((s % columns) + 0.5) / columns)
      if (y < -1 || y > height || x < -1 || x > width) continue
      sum += interpolate(y, x)
    }
    output[i] = sum / Math.max(rows * columns, 1)

    function interpolate(rawY: number, rawX: number): number {
      const y = Math.min(Math.max(rawY, 0), height - 1)
      const x = Math.min(Math.max(rawX, 0), width - 1)
      let value = 0
      for (const cellY of new Set([Math.floor(y), Math.ceil(y)])) {
        for (const cellX of new Set([Math.floor(x), Math.ceil(x)])) {
          const at = ((picture * height + cellY) * width + cellX) * channels + channel
          value += (1 - Math.abs(y - cellY)) * (1 - Math.abs(x - cellX)) * (features[at] ?? 0)
        }
      }
      return value
    }
  }
  return output
}
