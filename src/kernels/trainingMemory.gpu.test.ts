import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeTinyTraining } from '../../tools/testing/tinyTrainingStep.ts'
import { installKernels } from './installKernels.ts'
import { asWebgpu } from './webgpu/asWebgpu.ts'

describe('training on WebGPU', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('webgpu')
  })

  it('lowers the loss, and tensors, bytes in use and bytes allocated stay the same over twenty steps', async () => {
    const start = tf.memory().numTensors
    const training = makeTinyTraining()
    const first = await training.step()
    // The second step finds the buffers of the first; what it still adds is the last.
    await training.step()
    const memory = (): object => {
      const { numTensors, numBytes } = tf.memory()
      const { numBytesInGPU, numBytesAllocatedInGPU } = asWebgpu(tf.backend()).memory()
      return { numTensors, numBytes, numBytesInGPU, numBytesAllocatedInGPU }
    }
    const before = memory()
    let last = first
    for (let i = 0; i < 20; i++) {
      last = await training.step()
      expect(memory()).toEqual(before)
    }
    expect(last).toBeLessThan(first)
    training.dispose()
    expect(tf.memory().numTensors).toBe(start)
  })
})
