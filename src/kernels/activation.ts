import * as tf from '@tensorflow/tfjs-core'
import { gelu } from './gelu/gelu.ts'

/** What follows a sum: nothing, max(x, 0), min(max(x, 0), 6), or the exact (erf) GELU. */
export type Activation = 'none' | 'relu' | 'relu6' | 'gelu'

/** An activation by itself, where no kernel fuses it. */
export function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  switch (activation) {
    case 'none':
      return x
    case 'relu':
      return tf.relu(x)
    case 'relu6':
      return tf.relu6(x)
    case 'gelu':
      return gelu(x)
  }
}
