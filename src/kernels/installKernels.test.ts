import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { KERNEL_CASES, worstDifference } from '../../tools/testing/kernelCases.ts'
import { startNodeWasm } from '../../tools/testing/nodeWasm.ts'
import { hasKernel } from './hasKernel.ts'
import { installKernels } from './installKernels.ts'
import { linear } from './linear/linear.ts'

describe('the kernels for WebAssembly', () => {
  beforeAll(async () => {
    await startNodeWasm()
    installKernels()
    // Twice, as an engine does that changes its backend and comes back.
    installKernels()
  })

  it.each(Object.entries(KERNEL_CASES))('compute %s as stock operations do', async (_, compute) => {
    await tf.setBackend('cpu')
    expect(hasKernel('LimnLinear')).toBe(false)
    const stock = tf.tidy(compute)
    const expected = await stock.data<'float32'>()
    await tf.setBackend('wasm')
    expect(hasKernel('LimnLinear')).toBe(true)
    const before = tf.memory().numTensors
    const own = tf.tidy(compute)
    const values = await own.data<'float32'>()
    expect(own.shape).toEqual(stock.shape)
    const worst = worstDifference(values, expected)
    expect(worst).toBeLessThan(2e-6)
    own.dispose()
    expect(tf.memory().numTensors).toBe(before)
    stock.dispose()
  })

  it('do not come with the ops: a tensor whose width they cannot do is computed all the same', async () => {
    await tf.setBackend('wasm')
    const y = tf.tidy(() => linear(tf.ones([2, 3]), { weight: tf.ones([3, 5]) }))
    expect(Array.from(await y.data())).toEqual(new Array(10).fill(3))
    y.dispose()
  })
})
