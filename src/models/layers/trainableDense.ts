import * as tf from '@tensorflow/tfjs-core'
import { convolve } from './convolve.ts'
import type { ParameterLayout } from '../parameters/parameterLayout.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'

export type RowLayer = (x: tf.Tensor2D) => tf.Tensor2D

export interface DenseSpec {
  readonly inputs: number
  readonly outputs: number
  /** How PyTorch's matrix becomes ours; after a flattened map say its sizes. */
  readonly layout?: ParameterLayout
  readonly activation?: 'none' | 'relu'
}

/** PyTorch's `nn.Linear` with its initial values: `name.weight`, `name.bias`. [rows, inputs] to [rows, outputs] */
export function addDense(
  store: ParameterStore,
  name: string,
  { inputs, outputs, layout = 'matrix', activation = 'none' }: DenseSpec,
): RowLayer {
  const initial = { kind: 'uniform', bound: 1 / Math.sqrt(inputs) } as const
  const weight = store.add(`${name}.weight`, {
    shape: [inputs, outputs],
    layout,
    kind: 'weight',
    initial,
  }).variable as tf.Variable<tf.Rank.R2>
  const bias = store.add(`${name}.bias`, {
    shape: [outputs],
    layout: 'vector',
    kind: 'weight',
    initial,
  }).variable as tf.Variable<tf.Rank.R1>
  // A convolution of one cell: its kernels, forward and back, are our own on every backend.
  return (x) => {
    const map = tf.reshape<tf.Rank.R4>(x, [1, x.shape[0], 1, inputs])
    const filter = tf.reshape<tf.Rank.R4>(weight, [1, 1, inputs, outputs])
    const seen = convolve(map, filter, { bias, activation })
    return tf.reshape(seen, [x.shape[0], outputs])
  }
}
