import * as tf from '@tensorflow/tfjs-core'
import { attention } from '../../kernels/attention/attention.ts'
import { depthwise3x3 } from '../../kernels/depthwise/depthwise3x3.ts'
import { gelu } from '../../kernels/gelu/gelu.ts'
import { layerNorm } from '../../kernels/layerNorm/layerNorm.ts'
import { linear } from '../../kernels/linear/linear.ts'
import {
  attendReference,
  convolveReference,
  geluReference,
  layerNormReference,
  linearReference,
  resizeReference,
  softmaxReference,
} from './selfTestReference.ts'

/** One operation the models stand on, with its right answer in double precision. */
export interface SelfTestCase {
  /** As it reads in "… is wrong": "convolution". */
  readonly name: string
  /** Made inside a tidy. */
  readonly run: () => tf.Tensor
  readonly expected: () => Float64Array
}

/** Even, repeatable values in [-1, 1): the golden ratio's multiples never bunch. */
export function spread(length: number, seed: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => ((i * 0.618033988749895 + seed * 0.7548776662) % 1) * 2 - 1,
  )
}

const side = 12
const channels = 16
const outputs = 24
const tokens = 20
const picture = spread(side * side * channels, 1)
const kernel = spread(9 * channels * outputs, 2)
const stencil = spread(9 * channels, 3)
const bias = spread(outputs, 4)
const rows = spread(side * side * channels, 5)
const matrix = spread(channels * outputs, 6)
const scale = spread(channels, 7)
const sequence = [8, 9, 10].map((seed) => spread(tokens * channels, seed))

const image = () => tf.tensor4d(picture, [1, side, side, channels])

/** Sizes are the smallest that take the kernels' fast paths (whole vectors, several tiles, ragged edges). */
export const SELF_TEST_CASES: readonly SelfTestCase[] = [
  {
    name: 'convolution',
    run: () =>
      tf.fused.conv2d({
        x: image(),
        filter: tf.tensor4d(kernel, [3, 3, channels, outputs]),
        bias: tf.tensor1d(bias),
        strides: 2,
        pad: 1,
      }),
    expected: () =>
      convolveReference({ picture, side, channels, kernel, outputs, bias, stride: 2 }),
  },
  {
    name: 'depthwise convolution',
    run: () =>
      depthwise3x3(image(), {
        filter: tf.tensor4d(stencil, [3, 3, channels, 1]),
        bias: tf.tensor1d(scale),
      }),
    expected: () => {
      // A depthwise convolution is one whose kernel is diagonal.
      const diagonal = new Float32Array(9 * channels * channels)
      stencil.forEach((value, i) => {
        const channel = i % channels
        diagonal[i * channels + channel] = value
      })
      return convolveReference({
        picture,
        side,
        channels,
        kernel: diagonal,
        outputs: channels,
        bias: scale,
        stride: 1,
      })
    },
  },
  {
    name: 'matrix product',
    run: () =>
      linear(tf.tensor2d(rows, [side * side, channels]), {
        weight: tf.tensor2d(matrix, [channels, outputs]),
        bias: tf.tensor1d(bias),
      }),
    expected: () => linearReference({ rows, matrix, columns: channels, outputs, bias }),
  },
  {
    name: 'GELU',
    run: () => gelu(tf.mul(tf.tensor1d(rows), 4)),
    expected: () => Float64Array.from(rows, (value) => geluReference(value * 4)),
  },
  {
    name: 'softmax',
    run: () => tf.softmax(tf.mul(tf.tensor2d(rows, [side * side, channels]), 8)),
    expected: () =>
      softmaxReference(
        Float64Array.from(rows, (value) => value * 8),
        channels,
      ),
  },
  {
    name: 'layer normalisation',
    run: () =>
      layerNorm(tf.tensor2d(rows, [side * side, channels]), {
        weight: tf.tensor1d(scale),
        bias: tf.tensor1d(scale),
        epsilon: 1e-5,
      }),
    expected: () => layerNormReference(rows, scale, scale, 1e-5),
  },
  {
    name: 'attention',
    run: () => {
      const [queries, keys, values] = sequence.map((data) =>
        tf.tensor3d(data, [1, tokens, channels]),
      )
      if (queries === undefined || keys === undefined || values === undefined) return tf.scalar(0)
      return attention({ queries, keys, values, heads: 2 })
    },
    expected: () => attendReference(sequence, tokens, channels, 2),
  },
  {
    name: 'resizing',
    run: () => tf.image.resizeBilinear(image(), [side * 2, side * 2], false, true),
    expected: () => resizeReference(picture, side, channels, side * 2),
  },
]
