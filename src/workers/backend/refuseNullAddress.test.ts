import * as tf from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import { toFailure } from '../../domain/failure.ts'
import { asWasm } from '../../kernels/wasm/kernelModule.ts'
import { refuseNullAddress } from './refuseNullAddress.ts'

describe('refuseNullAddress', () => {
  afterEach(() => vi.restoreAllMocks())

  it('answers a heap that cannot grow with a failure a person can read, and goes on afterwards', async () => {
    await startNodeWasm()
    refuseNullAddress(asWasm(tf.backend()).wasm)
    const known = tf.tensor1d([1, 2, 3])
    const { numTensors } = tf.memory()
    // What a browser does when it has no memory to give.
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded')
    })
    let failure = null
    try {
      tf.zeros([64, 1024, 1024])
    } catch (thrown) {
      failure = toFailure(thrown)
    }
    expect(failure).toMatchObject({
      reason: 'out-of-memory',
      message: 'The WASM engine has no memory left for another 268.4 MB.',
    })
    expect(grow).toHaveBeenCalled()
    expect(tf.memory().numTensors).toBe(numTensors)
    expect([...(await known.data())]).toEqual([1, 2, 3])
    grow.mockRestore()
    const large = tf.ones([4, 1024, 1024])
    expect((await tf.sum(large).data())[0]).toBe(4 * 1024 * 1024)
    large.dispose()
  })
})
