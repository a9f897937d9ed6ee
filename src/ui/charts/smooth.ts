/**
 * Exponential moving average that starts without a pull towards 0 (the bias correction of Adam, Kingma & Ba 2015).
 * `weight` 0 changes nothing, 0.99 averages about 100 values. Values that are not finite stay and are left out.
 */
export function smooth(
  values: ArrayLike<number>,
  weight: number,
  count = values.length,
): Float64Array {
  const smoothed = new Float64Array(count)
  let average = 0
  let mass = 0
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? NaN
    if (!Number.isFinite(value)) {
      smoothed[i] = value
      continue
    }
    average = weight * average + (1 - weight) * value
    mass = weight * mass + (1 - weight)
    smoothed[i] = average / mass
  }
  return smoothed
}
