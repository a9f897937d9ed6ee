import type * as tf from '@tensorflow/tfjs-core'
import { fixed } from '../../../tools/testing/operations/draw.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { batchNorm, frozenBatchNorm } from './batchNorm.ts'

interface Options {
  readonly x: readonly [batch: number, height: number, width: number, channels: number]
  readonly epsilon: number
}

export const batchNormSpec = specifyOperation<Options>({
  name: 'batchNorm',
  cases: {
    'of vectors': { x: [3, 19, 17, 8], epsilon: 1e-5 },
    'of odd channels': { x: [2, 5, 7, 3], epsilon: 1e-5 },
    'of one channel': { x: [2, 9, 4, 1], epsilon: 1e-3 },
    'of many channels and few cells': { x: [2, 2, 1, 37], epsilon: 1e-2 },
  },
  any: (draw) => ({
    x: [draw.integer(1, 3), draw.integer(2, 9), draw.integer(1, 9), draw.integer(1, 21)],
    epsilon: draw.pick([1e-5, 1e-3]),
  }),
  make: ({ x, epsilon }, draw) => {
    const channels = x[3]
    return {
      inputs: [draw.values(x, 3, 7), draw.values([channels]), draw.values([channels])],
      compute: (values, scale, offset) => {
        const { output, mean, variance } = batchNorm(values as tf.Tensor4D, {
          scale: scale as tf.Tensor1D,
          offset: offset as tf.Tensor1D,
          epsilon,
        })
        return [output, mean, variance]
      },
      reference: (values = [], scale = [], offset = []) => {
        const count = values.length / channels
        const means = new Float64Array(channels)
        const variances = new Float64Array(channels)
        for (let c = 0; c < channels; c++) {
          for (let i = c; i < values.length; i += channels) {
            means[c] = (means[c] ?? 0) + (values[i] ?? NaN) / count
          }
          for (let i = c; i < values.length; i += channels) {
            const square = ((values[i] ?? NaN) - (means[c] ?? 0)) ** 2
            variances[c] = (variances[c] ?? 0) + square / count
          }
        }
        const output = Float64Array.from(values, (value, i) => {
          const c = i % channels
          const deviation = Math.sqrt((variances[c] ?? NaN) + epsilon)
          return ((value - (means[c] ?? NaN)) / deviation) * (scale[c] ?? NaN) + (offset[c] ?? NaN)
        })
        return [output, means, variances]
      },
      shapes: [x, [channels], [channels]],
    }
  },
})

export const frozenBatchNormSpec = specifyOperation<Options>({
  name: 'frozenBatchNorm',
  cases: {
    'of vectors': { x: [2, 5, 7, 8], epsilon: 1e-5 },
    'of odd channels without epsilon': { x: [1, 6, 5, 7], epsilon: 0 },
    'of an empty batch': { x: [0, 5, 7, 8], epsilon: 1e-5 },
  },
  any: (draw) => ({
    x: [draw.integer(0, 3), draw.integer(1, 9), draw.integer(1, 9), draw.integer(1, 21)],
    epsilon: draw.pick([0, 1e-5]),
  }),
  make: ({ x, epsilon }, draw) => {
    const channels = x[3]
    const each = [channels]
    const statistics = [fixed(draw.values(each)), draw.values(each, 0.3, 2)]
    return {
      inputs: [draw.values(x), draw.values(each), draw.values(each), ...statistics],
      compute: (values, scale, offset, mean, variance) =>
        frozenBatchNorm(values as tf.Tensor4D, {
          scale: scale as tf.Tensor1D,
          offset: offset as tf.Tensor1D,
          mean: mean as tf.Tensor1D,
          variance: variance as tf.Tensor1D,
          epsilon,
        }),
      reference: (values = [], scale = [], offset = [], mean = [], variance = []) => [
        Float64Array.from(values, (value, i) => {
          const c = i % channels
          const deviation = Math.sqrt((variance[c] ?? NaN) + epsilon)
          return ((value - (mean[c] ?? NaN)) / deviation) * (scale[c] ?? NaN) + (offset[c] ?? NaN)
        }),
      ],
      shapes: [x],
    }
  },
})
