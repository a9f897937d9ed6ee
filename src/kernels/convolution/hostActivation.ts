import type { Activation } from '../activation.ts'

/** One value's activation in float64, for the kernels that are the reference. */
export function hostActivation(x: number, activation: Activation): number {
  switch (activation) {
    case 'none':
      return x
    case 'relu':
      return Math.max(x, 0)
    case 'relu6':
      return Math.min(Math.max(x, 0), 6)
    case 'gelu':
      return (x / 2) * (1 + erf(x * Math.SQRT1_2))
  }
}

/** What the activation makes of `dy`. `y` is what it answered, for GELU what it was given. */
export function hostActivationGradient(dy: number, y: number, activation: Activation): number {
  switch (activation) {
    case 'none':
      return dy
    case 'relu':
      return y > 0 ? dy : 0
    case 'relu6':
      return y > 0 && y < 6 ? dy : 0
    case 'gelu': {
      const density = Math.exp((-y * y) / 2) / Math.sqrt(2 * Math.PI)
      return dy * ((1 + erf(y * Math.SQRT1_2)) / 2 + y * density)
    }
  }
}

/**
 * Near zero the Taylor series, far from it the continued fraction of erfc (Abramowitz and Stegun, 7.1.5 and 7.1.14),
 * to about 1e-14.
 */
export function erf(x: number): number {
  const size = Math.abs(x)
  if (size < 2.5) {
    let term = x
    let sum = x
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return (2 / Math.sqrt(Math.PI)) * sum
  }
  let tail = size
  for (let n = 60; n > 0; n--) tail = size + n / 2 / tail
  return Math.sign(x) * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / tail)
}
