import * as tf from '@tensorflow/tfjs-core'
import { afterEach, expect, it, vi } from 'vitest'
import { startNodeBackend } from '../../tools/testing/startNodeBackend.ts'
import { drawDataset, drawnSamples } from '../data/drawnDataset.ts'
import { createRandom } from '../domain/random.ts'
import { asWasm, kernelsOf } from '../kernels/wasm/kernelModule.ts'
import { buildModel } from '../models/buildModel.ts'
import { startingArchitecture } from '../models/startingArchitecture.ts'
import { refuseNullAddress } from '../workers/backend/refuseNullAddress.ts'
import { stepGradients } from './stepGradients.ts'

const drawn = drawDataset({ seed: 1, count: 8, width: 64, height: 64, maxObjects: 1 })
const samples = drawnSamples(drawn)
const classes = ['background', 'disc', 'box', 'triangle']

afterEach(() => vi.restoreAllMocks())

it('frees all that a step had taken when memory runs out in its middle, so that fewer pictures fit', async () => {
  await startNodeBackend()
  const backend = asWasm(tf.backend())
  refuseNullAddress(backend.wasm)
  const model = buildModel(startingArchitecture({ size: 'tiny', classes, imageSize: 64 }), {
    seed: 1,
  })
  const take = async (chunkSize: number) => {
    const random = createRandom(1)
    const signal = new AbortController().signal
    const options = { samples, chunkSize, lossWeights: {}, random, step: 1, signal }
    const { gradients, norm } = await stepGradients(model, options)
    tf.dispose([...gradients.values()])
    return norm
  }
  const alone = await take(1)
  const { numTensors } = tf.memory()
  // What eight pictures at a time would need is not there any more; what one needs was had.
  const { memory } = kernelsOf(backend)
  const limit = memory.buffer.byteLength
  const refused = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
    throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory')
  })
  for (let time = 0; time < 3; time++) {
    await expect(take(8)).rejects.toMatchObject({ failure: { reason: 'out-of-memory' } })
    expect(tf.memory().numTensors).toBe(numTensors)
  }
  expect(refused).toHaveBeenCalled()
  expect(await take(1)).toBe(alone)
  expect(memory.buffer.byteLength).toBe(limit)
  model.dispose()
})
