import * as tf from '@tensorflow/tfjs-core'
import { formPacks, joinTensors } from '../tensorPacks.ts'

/** Keeps a norm of zero from dividing, as torch.nn.utils.clip_grad_norm_. */
const EPSILON = 1e-6

/** Values that one sum takes in one go. */
const ONE_STAGE = 8192

/** The length of all gradients taken as one vector, as a scalar still on the device. */
export function globalNorm(gradients: Iterable<tf.Tensor>): tf.Scalar {
  return tf.tidy(() => {
    const squares = formPacks([...gradients]).map((pack) => sumOf(tf.square(joinTensors(pack))))
    if (squares.length === 0) return tf.scalar(0)
    return tf.sqrt(tf.sum<tf.Scalar>(tf.stack(squares)))
  })
}

/** Summed one after the other in float32, millions of squares come out a percent short; in two stages they do not. */
function sumOf(squares: tf.Tensor): tf.Scalar {
  const { size } = squares
  const rows = Math.floor(size / ONE_STAGE)
  if (rows < 2) return tf.sum<tf.Scalar>(squares)
  const flat = tf.reshape<tf.Rank.R1>(squares, [size])
  const even = tf.reshape(tf.slice(flat, 0, rows * ONE_STAGE), [rows, ONE_STAGE])
  const ofRows = tf.sum<tf.Scalar>(tf.sum(even, 1))
  const rest = size - rows * ONE_STAGE
  return rest === 0 ? ofRows : tf.add(ofRows, tf.sum(tf.slice(flat, rows * ONE_STAGE, rest)))
}

/**
 * Scales all gradients by one factor so that their common length is at most `maxNorm`
 * (torch.nn.utils.clip_grad_norm_). Takes the norm as a number, because a training step reads it back anyway.
 */
export function clipFactor(norm: number, maxNorm: number): number {
  return Math.min(1, maxNorm / (norm + EPSILON))
}
