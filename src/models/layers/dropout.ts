import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../domain/random.ts'
import type { Pass } from './pass.ts'

/**
 * torch.nn.Dropout: while training each value is 0 at the odds of `share`, and the others grow by 1 / (1 - share), so
 * that their mean stays. The same state of the pass's random numbers leaves out the same values, on every backend.
 *
 * @param share 0 to 1, 1 excluded
 */
export function dropout<T extends tf.Tensor>(x: T, share: number, pass: Pass): T {
  const { isTraining, random } = pass
  if (!isTraining || random === undefined || share === 0) return x
  // One draw a layer: how many values it has does not move what is drawn after it.
  const own = createRandom(random.integer(2 ** 32))
  const kept = 1 / (1 - share)
  const factors = Float32Array.from({ length: x.size }, () => (own.next() < share ? 0 : kept))
  return tf.mul<T>(x, tf.tensor(factors, x.shape))
}
