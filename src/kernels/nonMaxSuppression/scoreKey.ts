/** Below every score: of what never takes part. */
export const LOWEST_KEY = -(2 ** 31)

const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)

/**
 * An int32 that orders as the float32 does (both zeros alike), so that ranks come out whole even where a shader may
 * assume that there are no NaNs; those get the lowest key.
 */
export function scoreKey(score: number): number {
  if (Number.isNaN(score)) return LOWEST_KEY
  // Adding zero makes -0 a 0.
  float[0] = score + 0
  const [pattern = 0] = bits
  return pattern < 0 ? pattern ^ 0x7fffffff : pattern
}

/** The greatest float32 that is not above `threshold`: float32s exceed the one exactly where they exceed the other. */
export function roundDown(threshold: number): number {
  float[0] = threshold
  const [nearest = 0] = float
  if (nearest <= threshold) return nearest
  // Positive patterns grow with their number, negative ones shrink; the one below 0 is the smallest negative.
  if (nearest === 0) bits[0] = LOWEST_KEY + 1
  else bits[0] = (bits[0] ?? 0) + (nearest > 0 ? -1 : 1)
  return float[0]
}

/** Boxes whose key is above this take part. */
export function thresholdKey(scoreThreshold: number): number {
  return scoreThreshold === -Infinity ? LOWEST_KEY : scoreKey(roundDown(scoreThreshold))
}
