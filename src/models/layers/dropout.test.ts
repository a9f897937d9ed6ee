import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../domain/random.ts'
import '../../kernels/installGradients.ts'
import { dropout } from './dropout.ts'
import { RUN, TRAIN } from './pass.ts'

const X = Float32Array.from({ length: 4000 }, (_, i) => 1 + (i % 7))

describe('dropout', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it('leaves out its share and makes the rest as much larger, in the values and in the gradient', () => {
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const pass = { ...TRAIN, random: createRandom(5) }
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => tf.sum(dropout(x, 0.2, pass)))(
        tf.tensor1d(X),
      )
      const slopes = Array.from(grad.dataSync())
      expect([...new Set(slopes)].sort()).toEqual([0, 1.25])
      const dropped = slopes.filter((slope) => slope === 0).length / X.length
      expect(Math.abs(dropped - 0.2)).toBeLessThan(0.02)
      const sum = X.reduce((total, x, i) => total + x * (slopes[i] ?? 0), 0)
      expect((value.dataSync()[0] ?? 0) / sum).toBeCloseTo(1, 5)
    })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('leaves out the same from the same random state, other values from the next', () => {
    tf.tidy(() => {
      const random = createRandom(9)
      const draw = () => Array.from(dropout(tf.tensor1d(X), 0.5, { ...TRAIN, random }).dataSync())
      const state = random.state()
      const first = draw()
      expect(draw()).not.toEqual(first)
      random.restore(state)
      expect(draw()).toEqual(first)
    })
  })

  it('changes nothing while a model only runs, or is not told what to draw with', () => {
    tf.tidy(() => {
      const x = tf.tensor1d(X)
      expect(dropout(x, 0.5, { ...RUN, random: createRandom(1) })).toBe(x)
      expect(dropout(x, 0.5, TRAIN)).toBe(x)
    })
  })
})
