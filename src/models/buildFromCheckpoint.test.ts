import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { microArchitecture } from '../../tools/testing/torchvisionModel.ts'
import { startNodeBackend } from '../../tools/testing/startNodeBackend.ts'
import { buildFromCheckpoint } from './buildFromCheckpoint.ts'
import { buildModel } from './buildModel.ts'
import { tensorsOf } from './checkpoint/tensorsOf.ts'

beforeAll(startNodeBackend)

const ARCHITECTURE = microArchitecture({
  classes: ['background', 'thing'],
  norm: { kind: 'batch', epsilon: 1e-5 },
})

async function savedWeights() {
  const model = buildModel(ARCHITECTURE, { seed: 3 })
  const state = await model.parameters.save()
  model.dispose()
  return state
}

it('fills a model tensor by tensor with what a checkpoint holds', async () => {
  const state = await savedWeights()
  const before = tf.memory().numTensors
  const { model, fit } = await buildFromCheckpoint(ARCHITECTURE, tensorsOf(state))
  expect(fit).toEqual({ missing: [], unexpected: [], misshapen: [] })
  expect(await model.parameters.save()).toEqual(state)
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

it('says what does not fit, and leaves nothing behind when it is stopped', async () => {
  const state = new Map(await savedWeights())
  state.delete('backbone.body.conv1.weight')
  state.set('extra', { dtype: 'F32', shape: [1], data: Float32Array.of(1) })
  const before = tf.memory().numTensors
  const { model, fit } = await buildFromCheckpoint(ARCHITECTURE, tensorsOf(state))
  expect(fit.missing).toEqual(['backbone.body.conv1.weight'])
  expect(fit.unexpected).toEqual(['extra'])
  model.dispose()
  const signal = AbortSignal.abort()
  await expect(buildFromCheckpoint(ARCHITECTURE, tensorsOf(state), { signal })).rejects.toThrow()
  expect(tf.memory().numTensors).toBe(before)
})

it('an outline knows names and shapes, and takes no memory for values', async () => {
  const state = await savedWeights()
  const before = tf.memory().numBytes
  const outline = buildModel(ARCHITECTURE, { seed: 0, isOutline: true })
  expect(outline.parameters.compare(state)).toEqual({ missing: [], unexpected: [], misshapen: [] })
  expect(tf.memory().numBytes - before).toBeLessThan(4 * (state.size + 1))
  outline.dispose()
})
