import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { startNodeWasm } from '../../tools/testing/nodeWasm.ts'
import { makeTinyTraining } from '../../tools/testing/tinyTrainingStep.ts'
import { installKernels } from './installKernels.ts'

describe('training on WASM', () => {
  beforeAll(async () => {
    installKernels()
    await startNodeWasm()
    await tf.setBackend('wasm')
  })

  it('lowers the loss and keeps no tensor and no byte over twenty steps', async () => {
    const start = tf.memory().numTensors
    const training = makeTinyTraining()
    const first = await training.step()
    const { numTensors, numBytes } = tf.memory()
    let last = first
    for (let i = 0; i < 20; i++) {
      last = await training.step()
      expect(tf.memory()).toMatchObject({ numTensors, numBytes })
    }
    expect(last).toBeLessThan(first)
    training.dispose()
    expect(tf.memory().numTensors).toBe(start)
  })
})
