import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { relativeDifference } from '../../tools/testing/computeOnWebgpu.ts'
import { startNodeWasm } from '../../tools/testing/nodeWasm.ts'
import { STOCK_GRADIENT_CASES } from '../../tools/testing/stockGradientCases.ts'
import { installKernels } from './installKernels.ts'

async function run(
  compute: () => tf.Tensor[],
): Promise<(Float32Array | Int32Array | Uint8Array)[]> {
  const before = tf.memory().numTensors
  const tensors = tf.tidy(compute)
  const values = await Promise.all(tensors.map((tensor) => tensor.data()))
  tf.dispose(tensors)
  expect(tf.memory().numTensors).toBe(before)
  return values
}

describe("TensorFlow.js's operations of training graphs on WASM", () => {
  beforeAll(async () => {
    installKernels()
    await startNodeWasm()
  })

  it.each(Object.entries(STOCK_GRADIENT_CASES))(
    'answer %s as the CPU does, the same bits again, and keep no tensor',
    async (_, compute) => {
      await tf.setBackend('cpu')
      const reference = await run(compute)
      await tf.setBackend('wasm')
      const own = await run(compute)
      reference.forEach((expected, i) => {
        expect(relativeDifference(own[i] ?? [], expected)).toBeLessThan(1e-5)
      })
      expect(await run(compute)).toEqual(own)
    },
  )
})
