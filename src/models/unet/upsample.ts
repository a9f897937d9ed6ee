import type * as tf from '@tensorflow/tfjs-core'
import { resizeAligned } from './resizeAligned.ts'
import { transposedConvolution } from '../../kernels/transposedConvolution/transposedConvolution.ts'
import type { MapLayer } from '../layers/convNorm.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'

export interface UpSpec {
  readonly inputs: number
  readonly outputs: number
  readonly manner: 'transposed' | 'bilinear'
}

/** Twice the size: by a learnt 2x2 spread (`name.weight`, `name.bias`), or by blending, which keeps the channels. */
export function addUp(store: ParameterStore, name: string, spec: UpSpec): MapLayer {
  const { inputs, outputs, manner } = spec
  if (manner === 'bilinear') return (x) => resizeAligned(x)
  const fan = outputs * 4
  const initial = { kind: 'uniform', bound: 1 / Math.sqrt(fan) } as const
  const filter = store.add(`${name}.weight`, {
    shape: [2, 2, outputs, inputs],
    layout: 'transposed-convolution',
    kind: 'weight',
    initial,
  }).variable as tf.Variable<tf.Rank.R4>
  const bias = store.add(`${name}.bias`, {
    shape: [outputs],
    layout: 'vector',
    kind: 'weight',
    initial,
  }).variable as tf.Variable<tf.Rank.R1>
  return (x) => transposedConvolution(x, filter, { bias, strides: 2 })
}
