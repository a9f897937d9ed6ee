import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { LimnError } from '../../domain/failure.ts'
import { convolution } from '../convolution/convolution.ts'
import { installKernels } from '../installKernels.ts'
import { maxPool } from '../maxPool/maxPool.ts'
import { asWebgpu } from './asWebgpu.ts'

/** A tensor that no memory was taken for yet: as many bytes as the device binds and a row more. */
function tooLarge(): tf.Tensor4D {
  const backend = asWebgpu(tf.backend())
  const rows = Math.ceil(backend.device.limits.maxStorageBufferBindingSize / (4096 * 16)) + 1
  return tf
    .engine()
    .makeTensorFromTensorInfo(backend.makeTensorInfo([1, rows, 1024, 16], 'float32')) as tf.Tensor4D
}

describe('programs on WebGPU', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('webgpu')
  })

  it.each([
    ['a convolution', (x: tf.Tensor4D) => convolution(x, tf.ones([1, 1, 16, 4]))],
    ['a pooling', (x: tf.Tensor4D) => maxPool(x, { size: 2 })],
  ])('refuse %s of more than the device binds, with what to do', (_, compute) => {
    const before = asWebgpu(tf.backend()).memory().numBytesInGPU
    tf.tidy(() => {
      const x = tooLarge()
      const run = (): unknown => compute(x)
      expect(run).toThrow(LimnError)
      expect(run).toThrow(/binds at most \d+\. Use a smaller picture/)
    })
    expect(asWebgpu(tf.backend()).memory().numBytesInGPU).toBe(before)
  })
})
