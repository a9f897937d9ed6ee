/** Share of the pixels that are inside one mask and outside the other. */
export function flippedShare(a: Float32Array, b: Float32Array): number {
  let flipped = 0
  a.forEach((logit, i) => {
    if (logit > 0 !== (b[i] ?? 0) > 0) flipped++
  })
  return flipped / a.length
}

/** Intersection over union of what is positive. */
export function logitsIou(a: Float32Array, b: Float32Array): number {
  let both = 0
  let either = 0
  a.forEach((logit, i) => {
    const other = (b[i] ?? 0) > 0
    if (logit > 0 && other) both++
    if (logit > 0 || other) either++
  })
  return both / either
}

/** ‖a - b‖ / ‖b‖, Euclidean. */
export function relativeError(a: Float32Array, b: Float32Array): number {
  let difference = 0
  let size = 0
  b.forEach((value, i) => {
    difference += ((a[i] ?? NaN) - value) ** 2
    size += value ** 2
  })
  return Math.sqrt(difference / size)
}
