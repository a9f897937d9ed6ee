/**
 * The operations of the self-test written out in double precision, with no thought to speed: what any backend must
 * come close to. All layouts are row-major with channels last.
 */

export interface ConvolutionData {
  /** [side, side, channels] */
  readonly picture: Float32Array
  readonly side: number
  readonly channels: number
  /** [3, 3, channels, outputs] */
  readonly kernel: Float32Array
  readonly outputs: number
  readonly bias: Float32Array
  readonly stride: number
}

/** A 3x3 convolution with one pixel of zeros around. */
export function convolveReference(data: ConvolutionData): Float64Array {
  const { picture, side, channels, kernel, outputs, bias, stride } = data
  const outSide = Math.floor((side - 1) / stride) + 1
  const result = new Float64Array(outSide * outSide * outputs)
  for (let at = 0; at < result.length; at++) {
    const o = at % outputs
    const outX = Math.floor(at / outputs) % outSide
    const outY = Math.floor(at / outputs / outSide)
    let sum = bias[o] ?? 0
    for (let tap = 0; tap < 9; tap++) {
      const x = outX * stride + (tap % 3) - 1
      const y = outY * stride + Math.floor(tap / 3) - 1
      if (x < 0 || y < 0 || x >= side || y >= side) continue
      for (let c = 0; c < channels; c++) {
        sum +=
          (picture[(y * side + x) * channels + c] ?? 0) *
          (kernel[(tap * channels + c) * outputs + o] ?? 0)
      }
    }
    result[at] = sum
  }
  return result
}

export interface LinearData {
  /** [any, columns] */
  readonly rows: Float32Array
  readonly columns: number
  /** [columns, outputs] */
  readonly matrix: Float32Array
  readonly outputs: number
  readonly bias: Float32Array
}

export function linearReference({ rows, columns, matrix, outputs, bias }: LinearData) {
  const result = new Float64Array((rows.length / columns) * outputs)
  for (let at = 0; at < result.length; at++) {
    const o = at % outputs
    const row = Math.floor(at / outputs)
    let sum = bias[o] ?? 0
    for (let c = 0; c < columns; c++) {
      sum += (rows[row * columns + c] ?? 0) * (matrix[c * outputs + o] ?? 0)
    }
    result[at] = sum
  }
  return result
}

/** x / 2 (1 + erf(x / √2)). */
export function geluReference(x: number): number {
  return (x / 2) * (1 + erfReference(x / Math.SQRT2))
}

/** Maclaurin series of erf; 60 terms are exact to 1e-12 where |x| < 4. */
function erfReference(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

export function softmaxReference(scores: Float64Array, columns: number): Float64Array {
  const result = new Float64Array(scores.length)
  for (let start = 0; start < scores.length; start += columns) {
    const row = scores.subarray(start, start + columns)
    const top = Math.max(...row)
    const total = row.reduce((sum, score) => sum + Math.exp(score - top), 0)
    row.forEach((score, i) => {
      result[start + i] = Math.exp(score - top) / total
    })
  }
  return result
}

export function layerNormReference(
  rows: Float32Array,
  weight: Float32Array,
  bias: Float32Array,
  epsilon: number,
): Float64Array {
  const columns = weight.length
  const result = new Float64Array(rows.length)
  for (let start = 0; start < rows.length; start += columns) {
    const row = Float64Array.from(rows.subarray(start, start + columns))
    const mean = row.reduce((sum, value) => sum + value, 0) / columns
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / columns
    row.forEach((value, i) => {
      result[start + i] =
        ((value - mean) / Math.sqrt(variance + epsilon)) * (weight[i] ?? 0) + (bias[i] ?? 0)
    })
  }
  return result
}

/** Scaled dot-product attention of [tokens, width] queries, keys and values. */
export function attendReference(
  [queries, keys, values]: readonly Float32Array[],
  tokens: number,
  width: number,
  heads: number,
): Float64Array {
  const depth = width / heads
  const result = new Float64Array(tokens * width)
  for (let head = 0; head < heads; head++) {
    for (let q = 0; q < tokens; q++) {
      const scores = Float64Array.from({ length: tokens }, (_, k) => {
        let dot = 0
        for (let d = head * depth; d < (head + 1) * depth; d++) {
          dot += (queries?.[q * width + d] ?? 0) * (keys?.[k * width + d] ?? 0)
        }
        return dot / Math.sqrt(depth)
      })
      const weights = softmaxReference(scores, tokens)
      for (let d = head * depth; d < (head + 1) * depth; d++) {
        weights.forEach((weight, k) => {
          const at = q * width + d
          result[at] = (result[at] ?? 0) + weight * (values?.[k * width + d] ?? 0)
        })
      }
    }
  }
  return result
}

/** Bilinear with half-pixel centres, edges repeated. */
export function resizeReference(
  picture: Float32Array,
  side: number,
  channels: number,
  outSide: number,
): Float64Array {
  const result = new Float64Array(outSide * outSide * channels)
  const sample = (position: number) => {
    const clamped = Math.min(Math.max(((position + 0.5) * side) / outSide - 0.5, 0), side - 1)
    const low = Math.floor(clamped)
    return { low, high: Math.min(low + 1, side - 1), share: clamped - low }
  }
  for (let at = 0; at < result.length; at++) {
    const c = at % channels
    const x = sample(Math.floor(at / channels) % outSide)
    const y = sample(Math.floor(at / channels / outSide))
    const value = (row: number, column: number) =>
      picture[(row * side + column) * channels + c] ?? 0
    const top = value(y.low, x.low) * (1 - x.share) + value(y.low, x.high) * x.share
    const bottom = value(y.high, x.low) * (1 - x.share) + value(y.high, x.high) * x.share
    result[at] = top * (1 - y.share) + bottom * y.share
  }
  return result
}
