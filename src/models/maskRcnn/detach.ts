import * as tf from '@tensorflow/tfjs-core'

/** The same values, from which no gradient goes back: choices made on them (top-k, suppression) have none. */
export function detach<T extends tf.Tensor>(x: T): T {
  // A function without inputs is a node of the tape that leads nowhere.
  const copy = tf.customGrad(() => ({
    value: tf.clone(x),
    gradFunc: () => [],
  }))
  return copy()
}
