import * as tf from '@tensorflow/tfjs-core'
import { formPacks, joinTensors } from '../tensorPacks.ts'

/** Keeps a norm of zero from dividing, as torch.nn.utils.clip_grad_norm_. */
const EPSILON = 1e-6

/** The length of all gradients taken as one vector, as a scalar still on the device. */
export function globalNorm(gradients: Iterable<tf.Tensor>): tf.Scalar {
  return tf.tidy(() => {
    const squares = formPacks([...gradients]).map((pack) =>
      tf.sum<tf.Scalar>(tf.square(joinTensors(pack))),
    )
    if (squares.length === 0) return tf.scalar(0)
    return tf.sqrt(tf.sum<tf.Scalar>(tf.stack(squares)))
  })
}

/**
 * Scales all gradients by one factor so that their common length is at most `maxNorm`
 * (torch.nn.utils.clip_grad_norm_). Takes the norm as a number, because a training step reads it back anyway.
 */
export function clipFactor(norm: number, maxNorm: number): number {
  return Math.min(1, maxNorm / (norm + EPSILON))
}
