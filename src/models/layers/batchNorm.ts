import * as tf from '@tensorflow/tfjs-core'
import { batchNorm } from '../../kernels/batchNorm/batchNorm.ts'
import { batchNormOfRows, countOf } from '../../kernels/batchNorm/batchNormOfRows.ts'
import type { NormArchitecture } from '../architecture.ts'
import type { Parameter, ParameterStore } from '../parameters/parameterStore.ts'

/** Share of a new batch's statistics in the gathered ones (PyTorch's default). */
const MOMENTUM = 0.1

/** BatchNorm2d or FrozenBatchNorm2d over the channels of a map. */
export interface BatchNorm {
  /** Whether statistics and scale stay as they are: by its kind, or because the layer was frozen. */
  isFrozen(): boolean
  /** With gathered statistics the norm is x * scale + shift, which a convolution can take in. Both [channels]. */
  fold(): { readonly scale: tf.Tensor1D; readonly shift: tf.Tensor1D }
  /** Normalises with the statistics of this batch, or of the `rows` of it that count, and gathers them. */
  train(x: tf.Tensor4D, rows?: tf.Tensor1D): tf.Tensor4D
}

/** Adds the norm's parameters under `name` as torchvision has them. */
export function addBatchNorm(
  store: ParameterStore,
  name: string,
  channels: number,
  { kind, epsilon }: NormArchitecture,
): BatchNorm {
  const isFrozen = kind === 'frozen'
  const vector = (part: string, value: number, isWeight: boolean): Parameter =>
    store.add(`${name}.${part}`, {
      shape: [channels],
      layout: 'vector',
      kind: isWeight ? 'weight' : 'buffer',
      initial: { kind: 'constant', value },
    })
  const weight = vector('weight', 1, !isFrozen).variable as tf.Variable<tf.Rank.R1>
  const bias = vector('bias', 0, !isFrozen).variable as tf.Variable<tf.Rank.R1>
  const mean = vector('running_mean', 0, false).variable as tf.Variable<tf.Rank.R1>
  const variance = vector('running_var', 1, false).variable as tf.Variable<tf.Rank.R1>
  const counter = isFrozen ? undefined : addCounter(store, `${name}.num_batches_tracked`)

  return {
    isFrozen: () => isFrozen || !store.get(`${name}.weight`).isTrainable,
    fold: () =>
      tf.tidy(() => {
        const scale = tf.mul<tf.Tensor1D>(weight, tf.rsqrt(tf.add(variance, epsilon)))
        return { scale, shift: tf.sub<tf.Tensor1D>(bias, tf.mul(mean, scale)) }
      }),
    train: (x, rows) => {
      const options = { scale: weight, offset: bias, epsilon }
      const normed =
        rows === undefined ? batchNorm(x, options) : batchNormOfRows(x, { ...options, rows })
      tf.tidy(() => {
        const pixels = x.shape[1] * x.shape[2]
        const places = rows === undefined ? tf.scalar(x.size / channels) : countOf(rows, pixels)
        // A batch of padding alone tells nothing.
        const isSeen = rows === undefined ? 1 : tf.minimum(tf.sum(rows), 1)
        // PyTorch divides by one less here, and only here.
        const unbiased = tf.mul(normed.variance, tf.div(places, tf.maximum(tf.sub(places, 1), 1)))
        gather(mean, normed.mean, isSeen)
        gather(variance, unbiased, isSeen)
        counter?.assign(tf.add(counter, isSeen))
      })
      return normed.output
    },
  }
}

function addCounter(store: ParameterStore, name: string): tf.Variable {
  return store.add(name, {
    shape: [],
    layout: 'vector',
    kind: 'buffer',
    initial: { kind: 'constant', value: 0 },
    dtype: 'I64',
  }).variable
}

/** Moves what is gathered towards the batch's; `isSeen` is 1, or 0 to leave it. */
function gather(
  gathered: tf.Variable<tf.Rank.R1>,
  batch: tf.Tensor,
  isSeen: tf.Tensor | number,
): void {
  const step = tf.mul(tf.sub(batch, gathered), tf.mul(isSeen, MOMENTUM))
  gathered.assign(tf.add(gathered, step))
}
