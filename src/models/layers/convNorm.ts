import * as tf from '@tensorflow/tfjs-core'
import type { NormArchitecture } from '../architecture.ts'
import type { InitialValues } from '../parameters/initialValues.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import { addBatchNorm } from './batchNorm.ts'
import { convolve, type ConvolveOptions } from './convolve.ts'
import type { Pass } from './pass.ts'

export type MapLayer = (x: tf.Tensor4D, pass: Pass) => tf.Tensor4D

export interface ConvolutionSpec {
  readonly inputs: number
  readonly outputs: number
  readonly side: number
  readonly stride?: number
  /** Zeros on every side; half the kernel, so that stride 1 keeps the size, where it is not said. */
  readonly padding?: number | 'same'
  readonly dilation?: number
  readonly groups?: number
  readonly activation?: ConvolveOptions['activation']
  /** Kaiming's normal values for a ReLU, by the outputs, where it is not said (as torchvision's ResNets). */
  readonly initial?: InitialValues
}

/** A convolution with a bias: `name.weight`, `name.bias`. */
export function addConvolution(
  store: ParameterStore,
  name: string,
  spec: ConvolutionSpec,
): MapLayer {
  const filter = addFilter(store, `${name}.weight`, spec)
  const bias = store.add(`${name}.bias`, {
    shape: [spec.outputs],
    layout: 'vector',
    kind: 'weight',
    initial: { kind: 'constant', value: 0 },
  }).variable as tf.Variable<tf.Rank.R1>
  return (x) => convolve(x, filter, { ...optionsOf(spec), bias })
}

/**
 * A convolution without bias and the norm after it, in one pass over the map wherever statistics are fixed: the norm's
 * scale goes into the filter and its shift becomes the bias.
 */
export function addConvNorm(
  store: ParameterStore,
  names: { readonly convolution: string; readonly norm: string },
  spec: ConvolutionSpec & { readonly normBy: NormArchitecture },
): MapLayer {
  const filter = addFilter(store, `${names.convolution}.weight`, spec)
  const norm = addBatchNorm(store, names.norm, spec.outputs, spec.normBy)
  const { activation = 'none', ...options } = optionsOf(spec)
  return (x, { isTraining, rows }) => {
    if (isTraining && !norm.isFrozen()) {
      const normed = norm.train(convolve(x, filter, options), rows)
      if (activation === 'none') return normed
      return activation === 'relu' ? tf.relu(normed) : tf.clipByValue(normed, 0, 6)
    }
    const { scale, shift } = norm.fold()
    const scaled = tf.mul<tf.Tensor4D>(filter, scale)
    return convolve(x, scaled, { ...options, activation, bias: shift })
  }
}

function optionsOf(spec: ConvolutionSpec): ConvolveOptions {
  const { side, stride = 1, dilation = 1, groups = 1, activation = 'none' } = spec
  const { padding = dilation * Math.floor((side - 1) / 2) } = spec
  return { stride, dilation, groups, activation, padding }
}

function addFilter(
  store: ParameterStore,
  name: string,
  { inputs, outputs, side, groups = 1, initial }: ConvolutionSpec,
): tf.Variable<tf.Rank.R4> {
  const fanOut = (outputs / groups) * side * side
  return store.add(name, {
    shape: [side, side, inputs / groups, outputs],
    layout: 'convolution',
    kind: 'weight',
    initial: initial ?? { kind: 'normal', deviation: Math.sqrt(2 / fanOut) },
  }).variable as tf.Variable<tf.Rank.R4>
}
