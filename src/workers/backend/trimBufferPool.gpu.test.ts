import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { asWebgpu } from '../../kernels/webgpu/asWebgpu.ts'
import { trimBufferPool } from './trimBufferPool.ts'

/** Leaves `count` idle buffers of different sizes behind. */
async function leaveIdle(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const sum = tf.tidy(() => tf.square(tf.fill([1024 * (i + 1)], 1)))
    await sum.data()
    sum.dispose()
  }
}

describe("the bound of TensorFlow.js's buffer pool", () => {
  beforeAll(async () => {
    await tf.setBackend('webgpu')
  })

  it('frees idle buffers beyond the bound and computes on', async () => {
    const kept = tf.fill([1000], 2)
    const manager = asWebgpu(tf.backend()).bufferManager
    await leaveIdle(8)
    const idle = (): number => manager.numBytesAllocated - manager.numBytesUsed
    const before = idle()
    expect(before).toBeGreaterThan(100_000)
    expect(trimBufferPool(manager, before)).toBe(0)
    const freed = trimBufferPool(manager, 50_000)
    expect(idle()).toBeLessThanOrEqual(50_000)
    expect(freed).toBe(before - idle())
    await leaveIdle(8)
    // But for some uniforms, whose number is a matter of timing.
    expect(Math.abs(idle() - before)).toBeLessThan(1000)
    expect(Array.from(await tf.square(kept).data())).toEqual(Array(1000).fill(4))
  })
})
