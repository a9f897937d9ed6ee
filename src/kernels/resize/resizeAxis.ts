/** How an axis is resized: blending the two nearest cells, or taking the one before. */
export type ResizeMode = 'bilinear' | 'nearest'

/** What the kernels and their gradients are given. */
export interface ResizeAttributes {
  /** [batch, height, width, channels] */
  readonly inputShape: readonly [number, number, number, number]
  readonly outputSize: readonly [height: number, width: number]
  readonly mode: ResizeMode
}

/** Values of a tap: the two cells, the second one's share, and nothing. */
export const TAP = 4

/**
 * The cells each output takes from and how much of the second: [outputs, TAP]. In float32 as PyTorch reckons
 * (`compute_source_index` and `nearest_idx` of aten/src/ATen/native/UpSample.h), align_corners false.
 */
export function resizeAxis(inputs: number, outputs: number, mode: ResizeMode): Float32Array {
  const taps = new Float32Array(outputs * TAP)
  const scale = Math.fround(inputs / outputs)
  for (let i = 0; i < outputs; i++) {
    if (mode === 'nearest') {
      const cell = Math.min(Math.floor(Math.fround(i * scale)), inputs - 1)
      taps.set([cell, cell, 0, 0], i * TAP)
      continue
    }
    const at = Math.max(Math.fround(Math.fround(scale * Math.fround(i + 0.5)) - 0.5), 0)
    const low = Math.min(Math.floor(at), inputs - 1)
    taps.set([low, Math.min(low + 1, inputs - 1), at - low, 0], i * TAP)
  }
  return taps
}

/** First and last output that each cell gives to, [inputs, 2]; the last is before the first where there is none. */
export function outputsOfCells(taps: Float32Array, inputs: number): Float32Array {
  const ranges = new Float32Array(inputs * 2)
  for (let cell = 0; cell < inputs; cell++) ranges.set([0, -1], cell * 2)
  for (let i = 0; i * TAP < taps.length; i++) {
    for (const cell of taps.subarray(i * TAP, i * TAP + 2)) {
      // Outputs come in order, so the first that names a cell is its first.
      if ((ranges[cell * 2 + 1] ?? -1) < 0) ranges[cell * 2] = i
      ranges[cell * 2 + 1] = i
    }
  }
  return ranges
}
