import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { computeOnWebgpu, relativeDifference } from '../../../tools/testing/computeOnWebgpu.ts'
import { installKernels } from '../installKernels.ts'
import { boxIou } from './boxIou.ts'

describe('boxIou on WebGPU', () => {
  beforeAll(() => {
    installKernels()
  })

  it.each([
    [37, 53],
    [1, 200],
    [0, 5],
  ])('computes %i by %i pairs as the CPU does', async (rows, columns) => {
    const { reference, own } = await computeOnWebgpu(() => {
      const a = tf.randomUniform<tf.Rank.R2>([rows, 4], 0, 30, 'float32', 1)
      const b = tf.randomUniform<tf.Rank.R2>([columns, 4], 0, 30, 'float32', 2)
      return [boxIou(a, b)]
    })
    expect(own[0]?.shape).toEqual([rows, columns])
    expect(relativeDifference(own[0]?.values ?? [], reference[0]?.values ?? [])).toBeLessThan(1e-5)
  })

  it('is 0 between empty boxes', async () => {
    const { own } = await computeOnWebgpu(() => [
      boxIou(
        tf.tensor2d([[1, 1, 1, 1]]),
        tf.tensor2d([
          [1, 1, 1, 1],
          [0, 0, 2, 2],
        ]),
      ),
    ])
    expect(Array.from(own[0]?.values ?? [])).toEqual([0, 0])
  })
})
