import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { computeOnWebgpu, relativeDifference } from '../../../tools/testing/computeOnWebgpu.ts'
import type { ConvolutionCase } from '../../../tools/testing/convolutionCases.ts'
import { installKernels } from '../installKernels.ts'
import { forceVariant, listenToQuestions } from '../tuning/tuning.ts'
import { convolution } from './convolution.ts'

/** The answer without a tape and with one, and every gradient. */
function computeAll(entry: ConvolutionCase): tf.Tensor[] {
  const { x: shape, filter: taps, groups = 1 } = entry
  const x = tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', 3)
  const filterShape: [number, number, number, number] = [
    taps[0],
    taps[1],
    shape[3] / groups,
    taps[2],
  ]
  const filter = tf.randomUniform<tf.Rank.R4>(filterShape, -1, 1, 'float32', 4)
  const bias =
    entry.hasBias === true ? [tf.randomUniform<tf.Rank.R1>([taps[2]], -1, 1, 'float32', 5)] : []
  const compute = (...inputs: tf.Tensor[]): tf.Tensor4D =>
    convolution(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D, {
      ...entry,
      ...(inputs[2] && { bias: inputs[2] as tf.Tensor1D }),
    })
  const y = compute(x, filter, ...bias)
  const dy = tf.randomUniform<tf.Rank.R4>(y.shape, -1, 1, 'float32', 6)
  const { value, grads } = tf.valueAndGrads(compute)([x, filter, ...bias], dy)
  return [y, value, ...grads]
}

describe('convolution on WebGPU', () => {
  beforeAll(() => {
    installKernels()
  })

  it.each(['8x2', '8x4', '16x4', '4x2', 'shared', '8x8', '8x16', '4x8'])(
    'computes the same in the variant %s',
    async (variant) => {
      const entries: ConvolutionCase[] = [
        { x: [2, 11, 9, 64], filter: [3, 3, 64], padding: 1, hasBias: true, activation: 'relu' },
        { x: [1, 10, 9, 24], filter: [3, 3, 64], padding: 'same', strides: 2, dilations: 1 },
        { x: [1, 8, 9, 32], filter: [3, 3, 128], padding: 2, dilations: 2, groups: 2 },
      ]
      for (const entry of entries) {
        let isOffered = false
        const stopListening = listenToQuestions(({ variants }) => {
          isOffered ||= variants.includes(variant)
        })
        const stopForcing = forceVariant(variant)
        const { reference, own } = await computeOnWebgpu(() => computeAll(entry))
        stopForcing()
        stopListening()
        expect(isOffered).toBe(true)
        reference.forEach((expected, i) => {
          expect(relativeDifference(own[i]?.values ?? [], expected.values)).toBeLessThan(1e-5)
        })
      }
    },
  )

  it('answers the same bits on each run', async () => {
    const entry: ConvolutionCase = {
      x: [2, 13, 14, 16],
      filter: [3, 3, 16],
      padding: 1,
      hasBias: true,
      activation: 'relu',
    }
    const first = await computeOnWebgpu(() => computeAll(entry))
    const second = await computeOnWebgpu(() => computeAll(entry))
    expect(second.own).toEqual(first.own)
  })
})
