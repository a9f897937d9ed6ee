import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { installKernels } from '../../kernels/installKernels.ts'
import { runSelfTest } from './selfTest.ts'
import { SELF_TEST_CASES } from './selfTestCases.ts'
import { attendReference, geluReference } from './selfTestReference.ts'

beforeAll(async () => {
  installKernels()
  await tf.setBackend('cpu')
})

describe('the self-test', () => {
  it('passes on plain JavaScript and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    expect(await runSelfTest()).toBeNull()
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each(SELF_TEST_CASES.map((entry) => [entry.name, entry] as const))(
    'names %s when one of its values is off by a hundredth',
    async (name, entry) => {
      const spoilt = {
        ...entry,
        run: () => {
          const result = entry.run()
          const nudge = tf.buffer(result.shape)
          nudge.set(0.01, ...result.shape.map((size) => size - 1))
          return tf.add(result, nudge.toTensor())
        },
      }
      expect(await runSelfTest([spoilt])).toMatchObject({ operation: name })
    },
  )

  it('takes NaN for a fault', async () => {
    const [first] = SELF_TEST_CASES
    if (first === undefined) throw new Error('no cases')
    const fault = await runSelfTest([
      { ...first, run: () => tf.fill([first.expected().length], NaN) },
    ])
    expect(fault?.difference).toBeNaN()
  })

  it('has reference values that agree with published ones', () => {
    // PyTorch: F.gelu(torch.tensor([1., -1., 3.])).
    expect(geluReference(1)).toBeCloseTo(0.8413447, 6)
    expect(geluReference(-1)).toBeCloseTo(-0.1586553, 6)
    expect(geluReference(3)).toBeCloseTo(2.9959502, 6)
    // One token attends to itself alone.
    const token = [1, 2, 3].map((value) => new Float32Array(4).fill(value))
    expect([...attendReference(token, 1, 4, 2)]).toEqual([3, 3, 3, 3])
  })
})
