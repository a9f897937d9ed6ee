import type { Activation } from '../../../src/kernels/activation.ts'

/** One value's activation in float64. */
export function activationReference(x: number, activation: Activation): number {
  switch (activation) {
    case 'none':
      return x
    case 'relu':
      return Math.max(x, 0)
    case 'relu6':
      return Math.min(Math.max(x, 0), 6)
    case 'gelu':
      return (x / 2) * (1 + erfReference(x * Math.SQRT1_2))
  }
}

/** Places and weights of Gauss's rule with five points on [-1, 1]. */
const GAUSS = [
  [0, 128 / 225],
  [-0.538469310105683, 0.478628670499366],
  [0.538469310105683, 0.478628670499366],
  [-0.906179845938664, 0.236926885056189],
  [0.906179845938664, 0.236926885056189],
] as const

/** The integral itself, piece by piece: to about 1e-13. Beyond six it is 1 to float64. */
export function erfReference(x: number): number {
  const end = Math.min(Math.abs(x), 6)
  const pieces = Math.ceil(end * 3) + 1
  const half = end / pieces / 2
  let sum = 0
  for (let piece = 0; piece < pieces; piece++) {
    const middle = (2 * piece + 1) * half
    for (const [place, weight] of GAUSS) sum += weight * Math.exp(-((middle + half * place) ** 2))
  }
  return (Math.sign(x) * 2 * half * sum) / Math.sqrt(Math.PI)
}
