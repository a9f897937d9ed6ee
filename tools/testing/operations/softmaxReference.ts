/** e to each score over the sum of all. */
export function softmaxReference(scores: readonly number[]): number[] {
  const greatest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - greatest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
