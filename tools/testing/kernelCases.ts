import * as tf from '@tensorflow/tfjs-core'
import { attention } from '../../src/kernels/attention/attention.ts'
import { windowAttention } from '../../src/kernels/attention/windowAttention.ts'
import { convolve3x3 } from '../../src/kernels/convolution/convolve3x3.ts'
import { depthwise3x3 } from '../../src/kernels/depthwise/depthwise3x3.ts'
import { gelu } from '../../src/kernels/gelu/gelu.ts'
import { layerNorm } from '../../src/kernels/layerNorm/layerNorm.ts'
import { linear } from '../../src/kernels/linear/linear.ts'

/** Values between -2 and 2 that look random and are the same on every run. */
function noise(shape: number[], seed: number): tf.Tensor {
  let state = seed * 2_654_435_761
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return state / 2 ** 30
  })
  return tf.tensor(values, shape)
}

const matrix = (rows: number, columns: number, seed: number): tf.Tensor2D =>
  tf.reshape(noise([rows, columns], seed), [rows, columns])
const vector = (length: number, seed: number): tf.Tensor1D =>
  tf.reshape(noise([length], seed), [length])
const tokens = (batch: number, count: number, width: number, seed: number): tf.Tensor3D =>
  tf.reshape(noise([batch, count, width], seed), [batch, count, width])
const picture = (height: number, width: number, channels: number, seed: number): tf.Tensor4D =>
  tf.reshape(noise([1, height, width, channels], seed), [1, height, width, channels])
const filter = (inputs: number, outputs: number, seed: number): tf.Tensor4D =>
  tf.reshape(noise([3, 3, inputs, outputs], seed), [3, 3, inputs, outputs])

/** Sizes with odd ends: rows that are no multiple of four, keys that are none of eight, windows over the border. */
export const KERNEL_CASES: Readonly<Record<string, () => tf.Tensor>> = {
  'gelu of an odd number of elements': () => gelu(vector(1003, 1)),
  'gelu far from zero': () => gelu(tf.tensor1d([-60, -9, -5.6, -1e-7, 0, 1e-7, 5.6, 9, 60])),
  'linear alone': () => linear(matrix(7, 20, 2), { weight: matrix(20, 24, 3) }),
  'linear with bias and relu': () =>
    linear(matrix(101, 33, 4), {
      weight: matrix(33, 16, 5),
      bias: vector(16, 6),
      activation: 'relu',
    }),
  'linear with a repeated addend and gelu': () =>
    linear(matrix(12, 8, 7), {
      weight: matrix(8, 8, 8),
      bias: vector(8, 9),
      addend: matrix(4, 8, 10),
      activation: 'gelu',
    }),
  'linear to four columns': () =>
    linear(matrix(21, 32, 45), { weight: matrix(32, 4, 46), bias: vector(4, 47) }),
  'linear of one row': () => linear(matrix(1, 256, 11), { weight: matrix(256, 32, 12) }),
  'layer norm': () =>
    layerNorm(matrix(9, 36, 13), { weight: vector(36, 14), bias: vector(36, 15), epsilon: 1e-5 }),
  'layer norm with gelu': () =>
    layerNorm(matrix(3, 64, 16), {
      weight: vector(64, 17),
      bias: vector(64, 18),
      epsilon: 1e-6,
      activation: 'gelu',
    }),
  'depthwise convolution': () =>
    depthwise3x3(picture(5, 7, 8, 19), { filter: filter(8, 1, 20), bias: vector(8, 21) }),
  'depthwise convolution with stride 2 and gelu': () =>
    depthwise3x3(picture(6, 9, 4, 22), {
      filter: filter(4, 1, 23),
      bias: vector(4, 24),
      stride: 2,
      activation: 'gelu',
    }),
  convolution: () => convolve3x3(picture(6, 5, 3, 25), { filter: filter(3, 16, 26) }),
  'convolution with stride 2, bias and gelu': () =>
    convolve3x3(picture(8, 10, 5, 27), {
      filter: filter(5, 8, 28),
      bias: vector(8, 29),
      stride: 2,
      activation: 'gelu',
    }),
  'attention of few to many': () =>
    attention({
      queries: tokens(2, 7, 32, 30),
      keys: tokens(2, 45, 32, 31),
      values: tokens(2, 45, 32, 32),
      heads: 2,
    }),
  'attention of few to very many, some hidden': () =>
    attention({
      queries: tokens(1, 3, 32, 42),
      keys: tokens(2, 150, 32, 43),
      values: tokens(2, 150, 32, 44),
      heads: 2,
      keyBias: tf.tensor2d(
        Array.from({ length: 300 }, (_, i) => (i % 150 > 60 ? -1e9 : 0)),
        [2, 150],
      ),
    }),
  'attention of many to few, one picture for all, some keys hidden': () =>
    attention({
      queries: tokens(1, 70, 16, 33),
      keys: tokens(2, 9, 16, 34),
      values: tokens(2, 9, 16, 35),
      heads: 1,
      keyBias: tf.tensor2d([
        [0, 0, 0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, -1e9, -1e9, -1e9],
      ]),
    }),
  'attention of tokens to one shared picture': () =>
    attention({
      queries: tokens(3, 4, 16, 36),
      keys: tokens(1, 13, 16, 37),
      values: tokens(1, 13, 16, 38),
      heads: 2,
    }),
  'attention in windows that hang over the border': () =>
    windowAttention({
      qkv: matrix(5 * 7, 2 * 3 * 8, 39),
      height: 5,
      width: 7,
      heads: 2,
      windowSide: 3,
      bias: tf.reshape(noise([2, 9, 9], 40), [2, 9, 9]),
      outside: vector(48, 41),
    }),
}

/** The greatest |own - stock| / (1 + |stock|). */
export function worstDifference(own: Float32Array, stock: Float32Array): number {
  return stock.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - (own[i] ?? NaN)) / (1 + Math.abs(value))),
    0,
  )
}
