import * as tf from '@tensorflow/tfjs-core'
import type { Activation } from '../../kernels/activation.ts'
import { linear } from '../../kernels/linear/linear.ts'
import type { WeightReader } from '../checkpoint/weightReader.ts'

export interface Dense {
  /** [in, out] */
  readonly weight: tf.Tensor2D
  /** [out] */
  readonly bias?: tf.Tensor1D
}

export function readDense(
  weights: WeightReader,
  name: string,
  inputs: number,
  outputs: number,
): Dense {
  return {
    weight: weights.matrix(`${name}.weight`, [inputs, outputs]),
    bias: weights.vector(`${name}.bias`, outputs),
  }
}

/** A 1x1 convolution, which is a dense layer over the channels of each pixel. */
export function readPointwise(
  weights: WeightReader,
  name: string,
  inputs: number,
  outputs: number,
): Dense {
  const kernel = weights.values(`${name}.weight`, [1, 1, inputs, outputs])
  return {
    weight: weights.own(tf.tensor2d(kernel, [inputs, outputs])),
    bias: weights.vector(`${name}.bias`, outputs),
  }
}

/**
 * The dense layer on the last axis of a tensor of any rank. An `addend` with fewer rows than `x` repeats: one for each
 * element of a batch.
 */
export function applyDense<T extends tf.Tensor>(
  x: T,
  dense: Dense,
  options: { readonly activation?: Activation; readonly addend?: tf.Tensor } = {},
): T {
  const { addend, ...rest } = options
  const rows = asRows(x)
  const y = linear(rows, { ...dense, ...rest, ...(addend && { addend: asRows(addend) }) })
  const shape = [...x.shape.slice(0, -1), dense.weight.shape[1]]
  return tf.reshape<tf.Rank>(y, shape) as T
}

/** [..., columns] to [rows, columns] */
export function asRows(x: tf.Tensor): tf.Tensor2D {
  return tf.reshape(x, [-1, x.shape.at(-1) ?? 1])
}
