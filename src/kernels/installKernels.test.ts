import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { startNodeWasm } from '../../tools/testing/nodeWasm.ts'
import { hasKernel } from './hasKernel.ts'
import { installKernels } from './installKernels.ts'
import { linear } from './linear/linear.ts'

describe('the kernels', () => {
  beforeAll(async () => {
    await startNodeWasm()
    installKernels()
    // Twice, as an engine does that changes its backend and comes back.
    installKernels()
  })

  it('are there for the backend that has them, however often they are installed', async () => {
    expect(hasKernel('LimnLinear')).toBe(true)
    await tf.setBackend('cpu')
    expect(hasKernel('LimnLinear')).toBe(false)
    expect(hasKernel('LimnConvolution')).toBe(true)
  })

  it('do not come with the ops: a tensor whose width they cannot do is computed all the same', async () => {
    await tf.setBackend('wasm')
    const y = tf.tidy(() => linear(tf.ones([2, 3]), { weight: tf.ones([3, 5]) }))
    expect(Array.from(await y.data())).toEqual(new Array(10).fill(3))
    y.dispose()
  })
})
