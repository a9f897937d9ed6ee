import { fnv1a } from '../../domain/fnv1a.ts'
import { createRandom } from '../../domain/random.ts'

/** What a parameter holds before it has learnt anything. */
export type InitialValues =
  | { readonly kind: 'constant'; readonly value: number }
  /** Around zero with this standard deviation. */
  | { readonly kind: 'normal'; readonly deviation: number }
  /** Between -bound and bound. */
  | { readonly kind: 'uniform'; readonly bound: number }

/** The same values for the same seed and name, whatever else the model holds. */
export function drawInitialValues(
  initial: InitialValues,
  size: number,
  stream: { readonly seed: number; readonly name: string },
): Float32Array {
  if (initial.kind === 'constant') return new Float32Array(size).fill(initial.value)
  const random = createRandom(fnv1a(stream.name) ^ Math.imul(stream.seed, 0x9e3779b9))
  const values = new Float32Array(size)
  if (initial.kind === 'uniform') {
    for (let i = 0; i < size; i++) values[i] = (2 * random.next() - 1) * initial.bound
    return values
  }
  // Box and Muller, 1958: two uniform numbers make two normal ones.
  for (let i = 0; i < size; i += 2) {
    const radius = initial.deviation * Math.sqrt(-2 * Math.log(1 - random.next()))
    const angle = 2 * Math.PI * random.next()
    values[i] = radius * Math.cos(angle)
    if (i + 1 < size) values[i + 1] = radius * Math.sin(angle)
  }
  return values
}
