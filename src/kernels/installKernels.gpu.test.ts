import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { KERNEL_CASES, worstDifference } from '../../tools/testing/kernelCases.ts'
import { hasKernel } from './hasKernel.ts'
import { installKernels } from './installKernels.ts'
import { asWebgpu } from './webgpu/asWebgpu.ts'

describe('the kernels for WebGPU', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('webgpu')
  })

  it.each(Object.entries(KERNEL_CASES))('compute %s as stock operations do', async (_, compute) => {
    await tf.setBackend('webgpu')
    expect(hasKernel('LimnLinear')).toBe(true)
    const { device } = asWebgpu(tf.backend())
    const before = tf.memory().numTensors
    // A shader that does not compile only warns, and leaves what a pooled buffer held before.
    device.pushErrorScope('validation')
    const own = tf.tidy(compute)
    const values = await own.data<'float32'>()
    expect((await device.popErrorScope())?.message).toBeUndefined()
    const shape = [...own.shape]
    own.dispose()
    expect(tf.memory().numTensors).toBe(before)

    await tf.setBackend('cpu')
    const stock = tf.tidy(compute)
    expect(shape).toEqual(stock.shape)
    expect(worstDifference(values, await stock.data<'float32'>())).toBeLessThan(1e-5)
    stock.dispose()
  })
})
