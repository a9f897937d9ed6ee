import type { Pair } from './convolution/convolutionGeometry.ts'

/** Both axes of an option that may be one number for both: [down, across]. */
export function pairOf(value: Pair): readonly [down: number, across: number] {
  return typeof value === 'number' ? [value, value] : value
}
