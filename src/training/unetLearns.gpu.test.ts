import '@tensorflow/tfjs-backend-webgpu'
import '../kernels/installGradients.ts'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { learnShapes } from '../../tools/testing/learnShapes.ts'
import { installKernels } from '../kernels/installKernels.ts'

describe('a U-Net on WebGPU', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('webgpu')
    await tf.ready()
  })

  it('learns from nothing to tell drawn shapes from their ground', async () => {
    const { meanIou, leaks } = await learnShapes()
    expect(meanIou).toBeGreaterThan(0.8)
    expect(leaks).toBe(0)
  }, 300_000)
})
