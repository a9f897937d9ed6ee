import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { ParameterStore, type StateDict } from './parameterStore.ts'

const ONES = { kind: 'constant', value: 1 } as const

function buildStore(values?: StateDict, seed = 7): ParameterStore {
  const store = new ParameterStore({ seed, ...(values && { values }) })
  store.add('conv.weight', {
    shape: [3, 3, 2, 4],
    layout: 'convolution',
    kind: 'weight',
    initial: { kind: 'normal', deviation: 0.5 },
  })
  store.add('norm.weight', { shape: [4], layout: 'vector', kind: 'weight', initial: ONES })
  store.add('norm.running_mean', { shape: [4], layout: 'vector', kind: 'buffer', initial: ONES })
  store.add('norm.num_batches_tracked', {
    shape: [],
    layout: 'vector',
    kind: 'buffer',
    initial: { kind: 'constant', value: 3 },
    dtype: 'I64',
  })
  store.add('fc.weight', {
    shape: [3, 2],
    layout: 'matrix',
    kind: 'weight',
    initial: { kind: 'uniform', bound: 0.25 },
  })
  return store
}

describe('ParameterStore', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu')
  })

  it('saves in the names and shapes of PyTorch what another store loads to the same values', async () => {
    const [first, second] = [buildStore(), buildStore(undefined, 8)]
    const saved = await first.save()
    expect(saved.get('conv.weight')?.shape).toEqual([4, 2, 3, 3])
    expect(saved.get('norm.num_batches_tracked')).toMatchObject({ dtype: 'I64', shape: [] })
    expect(saved.get('norm.num_batches_tracked')?.data).toEqual(BigInt64Array.of(3n))
    expect(second.load(saved)).toEqual({ missing: [], unexpected: [], misshapen: [] })
    for (const { name, variable } of first.all()) {
      expect(second.get(name).variable.dataSync<'float32'>()).toEqual(variable.dataSync())
    }
    const third = buildStore(saved, 9)
    expect(third.get('fc.weight').variable.dataSync<'float32'>()).toEqual(
      first.get('fc.weight').variable.dataSync<'float32'>(),
    )
    for (const store of [first, second, third]) store.dispose()
  })

  it('tells by name what is missing, unexpected or of another shape, and takes the rest', () => {
    const store = buildStore()
    const conv = Array.from(store.get('conv.weight').variable.dataSync<'float32'>())
    const report = store.load(
      new Map([
        ['conv.weight', { dtype: 'F32', shape: [4, 2, 1, 1], data: new Float32Array(8) }],
        ['norm.weight', { dtype: 'F64', shape: [4], data: Float64Array.of(1, 2, 3, 4) }],
        ['head.bias', { dtype: 'F32', shape: [1], data: new Float32Array(1) }],
      ]),
    )
    expect(report).toEqual({
      missing: ['norm.running_mean', 'norm.num_batches_tracked', 'fc.weight'],
      unexpected: ['head.bias'],
      misshapen: [{ name: 'conv.weight', expected: [4, 2, 3, 3], found: [4, 2, 1, 1] }],
    })
    expect(Array.from(store.get('conv.weight').variable.dataSync<'float32'>())).toEqual(conv)
    expect(Array.from(store.get('norm.weight').variable.dataSync<'float32'>())).toEqual([
      1, 2, 3, 4,
    ])
    store.dispose()
  })

  it('draws the same initial values for the same seed, of the spread it was asked for', () => {
    const [first, second] = [buildStore(), buildStore()]
    const values = first.get('conv.weight').variable.dataSync<'float32'>()
    expect(second.get('conv.weight').variable.dataSync<'float32'>()).toEqual(values)
    const spread = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length)
    expect(spread).toBeGreaterThan(0.35)
    expect(spread).toBeLessThan(0.65)
    const uniform = first.get('fc.weight').variable.dataSync<'float32'>()
    expect(Math.max(...uniform.map(Math.abs))).toBeLessThanOrEqual(0.25)
    for (const store of [first, second]) store.dispose()
  })

  it('trains weights until they are frozen, and never a buffer', () => {
    const store = buildStore()
    const names = (): string[] => store.trainable().map(({ name }) => name)
    expect(names()).toEqual(['conv.weight', 'norm.weight', 'fc.weight'])
    store.setTrainable('conv.weight', false)
    store.setTrainable('norm.running_mean', true)
    expect(names()).toEqual(['norm.weight', 'fc.weight'])
    store.setTrainable('conv.weight', true)
    expect(names()).toHaveLength(3)
    store.dispose()
  })

  it('keeps one tensor a parameter while it lives and none after', () => {
    const before = tf.memory().numTensors
    const store = buildStore()
    expect(tf.memory().numTensors).toBe(before + 5)
    store.load(new Map([['norm.weight', { dtype: 'F32', shape: [4], data: new Float32Array(4) }]]))
    expect(tf.memory().numTensors).toBe(before + 5)
    store.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
