import { fnv1a } from '../../src/domain/fnv1a.ts'
import { createRandom } from '../../src/domain/random.ts'

/** The picture of a case of tools/oracle/semantic.py: [3, height, width], channels first, -1 to 1. */
export function drawnPicture(height: number, width: number, seed: number): Float32Array {
  const random = createRandom(fnv1a('picture') ^ Math.imul(seed, 0x9e3779b9))
  return Float32Array.from({ length: 3 * height * width }, () => random.next() * 2 - 1)
}
