import '@tensorflow/tfjs-backend-cpu'
import '../../kernels/installGradients.ts'
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import { compareTraining, type TrainingCase } from '../../../tools/testing/semanticTraining.ts'
import { installKernels } from '../../kernels/installKernels.ts'

const { cases } = JSON.parse(
  readFileSync(new URL('trainingOracle.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly TrainingCase[] }

async function expectPytorch(known: TrainingCase): Promise<void> {
  const { logits, losses, gradients, unmatched, leaks } = await compareTraining(known)
  expect(unmatched).toEqual([])
  expect(logits).toBeLessThan(1e-4)
  expect(losses).toBeLessThan(1e-4)
  expect(gradients).toBeLessThan(2e-3)
  expect(leaks).toBe(0)
}

describe('a training step of a semantic model, against PyTorch', () => {
  beforeAll(() => installKernels())

  describe('on WebAssembly', () => {
    beforeAll(() => startNodeWasm())

    it.each(cases)('gives logits, losses and every gradient of $title', expectPytorch)
  })

  describe('on the CPU', () => {
    beforeAll(() => tf.setBackend('cpu'))

    it.each(cases.slice(0, 1))('gives logits, losses and every gradient of $title', expectPytorch)
  })
})
