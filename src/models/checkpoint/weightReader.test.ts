import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import type { StoredTensor } from './safetensors.ts'
import { WeightReader } from './weightReader.ts'

const stored = (...shape: number[]): StoredTensor => ({
  dtype: 'F32',
  shape,
  data: new Float32Array(tf.util.sizeFromShape(shape)).fill(1),
})

beforeAll(async () => {
  await tf.setBackend('cpu')
})

it('hands out tensors that outlive a tidy, and frees them all', () => {
  const before = tf.memory().numTensors
  const reader = new WeightReader(
    new Map([
      ['a', stored(3)],
      ['b', stored(2, 2)],
    ]),
  )
  const made = tf.tidy(() => [reader.vector('a', 3), reader.matrix('b', [2, 2])])
  expect(made.map(({ isDisposed }) => isDisposed)).toEqual([false, false])
  expect(made.map(({ shape }) => shape)).toEqual([[3], [2, 2]])
  reader.finish()
  reader.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

it('names what is missing', () => {
  const reader = new WeightReader(new Map())
  expect(() => reader.vector('neck.0.bias', 4)).toThrow(
    'The weights lack the tensor “neck.0.bias”.',
  )
})

it('names what has another shape', () => {
  const reader = new WeightReader(new Map([['a', stored(3, 4)]]))
  expect(() => reader.matrix('a', [4, 3])).toThrow(
    '“a” has the shape [3, 4]; the model needs [4, 3]',
  )
})

it('names what is not made of floats', () => {
  const whole: StoredTensor = { dtype: 'I32', shape: [2], data: new Int32Array(2) }
  const reader = new WeightReader(new Map([['steps', whole]]))
  expect(() => reader.vector('steps', 2)).toThrow('“steps” holds I32; the model needs floats')
})

it('names what nobody took', () => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const reader = new WeightReader(new Map(names.map((name) => [name, stored(1)])))
  reader.values('a', [1])
  expect(() => {
    reader.finish()
  }).toThrow('The model has no place for “b”, “c”, “d” and 1 more.')
})
