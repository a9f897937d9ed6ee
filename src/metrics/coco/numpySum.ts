/** Elements that numpy adds without splitting further (numpy/core/src/umath/loops_utils.h.src, PW_BLOCKSIZE). */
const BLOCK = 128

/**
 * The sum in the order of additions numpy uses for one contiguous array (pairwise, eight partial sums a block), so that
 * a mean has the same last digit.
 */
export function numpySum(values: Float64Array, from = 0, count = values.length): number {
  if (count < 8) {
    let sum = 0
    for (let i = 0; i < count; i++) sum += values[from + i] ?? 0
    return sum
  }
  if (count > BLOCK) {
    const half = Math.floor(count / 2)
    const left = half - (half % 8)
    return numpySum(values, from, left) + numpySum(values, from + left, count - left)
  }
  const lanes = values.slice(from, from + 8)
  const whole = count - (count % 8)
  for (let i = 8; i < whole; i++) lanes[i % 8] = (lanes[i % 8] ?? 0) + (values[from + i] ?? 0)
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = lanes
  let sum = a + b + (c + d) + (e + f + (g + h))
  for (let i = whole; i < count; i++) sum += values[from + i] ?? 0
  return sum
}

/** The mean of the values over -1, and -1 when there is none: how pycocotools leaves out absent settings. */
export function meanOfPresent(values: ArrayLike<number>): number {
  const present = Float64Array.from(values).filter((value) => value > -1)
  return present.length === 0 ? -1 : numpySum(present) / present.length
}
