import '@tensorflow/tfjs-backend-webgpu'
import '../../kernels/installGradients.ts'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { compareTraining, type TrainingCase } from '../../../tools/testing/semanticTraining.ts'
import { installKernels } from '../../kernels/installKernels.ts'

describe('a training step of a dilated FCN on WebGPU, against PyTorch', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('webgpu')
    await tf.ready()
  })

  it('gives logits, losses and every gradient', async () => {
    const answer = await fetch(new URL('./trainingOracle.json', import.meta.url))
    const { cases } = (await answer.json()) as { readonly cases: readonly TrainingCase[] }
    const [fcn] = cases
    if (fcn === undefined) throw new Error('There is no case.')
    const { logits, losses, gradients, unmatched, leaks } = await compareTraining(fcn)
    expect(unmatched).toEqual([])
    expect(logits).toBeLessThan(1e-4)
    expect(losses).toBeLessThan(1e-4)
    expect(gradients).toBeLessThan(2e-3)
    expect(leaks).toBe(0)
  })
})
