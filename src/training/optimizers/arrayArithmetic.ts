import type { Arithmetic } from './arithmetic.ts'

/** Double precision on plain arrays: the reference that tensors are held to. */
export const arrayArithmetic: Arithmetic<Float64Array> = {
  add: (a, b) => a.map((value, i) => value + at(b, i)),
  multiply: (a, b) => a.map((value, i) => value * at(b, i)),
  divide: (a, b) => a.map((value, i) => value / at(b, i)),
  maximum: (a, b) => a.map((value, i) => Math.max(value, at(b, i))),
  squareRoot: (a) => a.map((value) => Math.sqrt(value)),
  scale: (a, factor) => a.map((value) => value * factor),
  shift: (a, term) => a.map((value) => value + term),
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? NaN
}
