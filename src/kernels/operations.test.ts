import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkOperation } from '../../tools/testing/operations/checkOperation.ts'
import { OPERATIONS } from '../../tools/testing/operations/operations.ts'
import { startNodeWasm } from '../../tools/testing/nodeWasm.ts'
import { installKernels } from './installKernels.ts'

/** Random shapes of each operation and backend. */
const SEEDS = Array.from({ length: 24 }, (_, i) => 101 + i)

describe.each(['cpu', 'wasm'])('operations on %s', (backend) => {
  beforeAll(async () => {
    installKernels()
    if (backend === 'wasm') await startNodeWasm()
    await tf.setBackend(backend)
  })

  describe.each(OPERATIONS)('$name', ({ cases, random }) => {
    it.each(Object.entries(cases))('%s: answers and gradients are those of float64', (_, make) =>
      expect(checkOperation(make())).resolves.toBeUndefined(),
    )

    it('answers as float64 does whatever the shapes and options', async () => {
      for (const { title, make } of SEEDS.map(random)) {
        await expect(checkOperation(make()), title).resolves.toBeUndefined()
      }
    })
  })
})
