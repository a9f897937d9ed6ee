/**
 * The arithmetic an optimizer needs, element by element. Written against this, the same rule runs on tensors in
 * training and on plain float64 arrays where it is held to PyTorch's float64 trajectories.
 */
export interface Arithmetic<Values> {
  add(a: Values, b: Values): Values
  multiply(a: Values, b: Values): Values
  divide(a: Values, b: Values): Values
  maximum(a: Values, b: Values): Values
  squareRoot(a: Values): Values
  scale(a: Values, factor: number): Values
  shift(a: Values, term: number): Values
}

/** `a + factor * b` */
export function addScaled<Values>(
  maths: Arithmetic<Values>,
  a: Values,
  b: Values,
  factor: number,
): Values {
  return maths.add(a, maths.scale(b, factor))
}
