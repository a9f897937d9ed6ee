import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { beforeAll, describe, expect, it } from 'vitest'
import { arrayArithmetic } from './arrayArithmetic.ts'
import { clipFactor, globalNorm } from './clipByGlobalNorm.ts'
import type { OptimizerSettings } from '../../domain/training/optimizerSettings.ts'
import { createOptimizer, type OptimizerState } from './optimizer.ts'
import { paceOf } from './parameterPace.ts'
import { tensorArithmetic } from './tensorArithmetic.ts'

const SGD = { kind: 'sgd', momentum: 0, dampening: 0, nesterov: false, maximize: false } as const
const ADAM = {
  kind: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  amsgrad: false,
  maximize: false,
} as const
const PACE = () => ({ learningRateScale: 1, weightDecay: 0 })

/** Follows the gradient of x² / 2, which is x, from 1. */
function descend(settings: OptimizerSettings, steps: number, weightDecay = 0): number[] {
  const optimizer = createOptimizer(settings)
  let state: OptimizerState<Float64Array> = optimizer.init()
  let value: Float64Array = Float64Array.of(1)
  return Array.from({ length: steps }, () => {
    const result = optimizer.update(arrayArithmetic, {
      parameters: new Map([['w', value]]),
      gradients: new Map([['w', value]]),
      state,
      learningRate: 0.1,
      paceOf: () => ({ learningRateScale: 1, weightDecay }),
    })
    state = result.state
    value = result.values.get('w') ?? value
    return value[0] ?? NaN
  })
}

describe('createOptimizer', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it('takes the steps of plain descent, momentum and Nesterov that pencil and paper give', () => {
    expect(descend(SGD, 2)).toEqual([0.9, 0.81])
    // v = 1, then 0.5 * 1 + 0.9
    expect(descend({ ...SGD, momentum: 0.5 }, 2)[1]).toBeCloseTo(0.9 - 0.1 * 1.4, 12)
    // 1 + 0.5 * 1
    expect(descend({ ...SGD, momentum: 0.5, nesterov: true }, 1)[0]).toBeCloseTo(0.85, 12)
  })

  it('makes the first step of Adam as long as the learning rate, whatever the gradient', () => {
    expect(descend(ADAM, 1)[0]).toBeCloseTo(0.9, 7)
  })

  it('shrinks weights before the step in AdamW and through the gradient in Adam', () => {
    expect(descend({ ...ADAM, kind: 'adamw' }, 1, 0.5)[0]).toBeCloseTo(1 - 0.05 - 0.1, 7)
    expect(descend(ADAM, 1, 0.5)[0]).toBeCloseTo(0.9, 7)
  })

  it('leaves a parameter without a gradient, and its memory, as they are', () => {
    const optimizer = createOptimizer({ ...SGD, momentum: 0.9 })
    const result = optimizer.update(arrayArithmetic, {
      parameters: new Map([['frozen', Float64Array.of(3)]]),
      gradients: new Map(),
      state: optimizer.init(),
      learningRate: 1,
      paceOf: PACE,
    })
    expect(result.values.size).toBe(0)
    expect(result.state.size).toBe(0)
  })

  it('gives on tensors what it gives on arrays, and keeps no tensor but its memory', () => {
    const optimizer = createOptimizer({ ...ADAM, amsgrad: true })
    const before = tf.memory().numTensors
    const value = tf.tensor1d([1, -2])
    const gradient = tf.tensor1d([0.3, 4])
    const request = { learningRate: 0.1, paceOf: PACE }
    const { values, state } = optimizer.update(
      tensorArithmetic,
      {
        ...request,
        parameters: new Map([['w', value]]),
        gradients: new Map([['w', gradient]]),
        state: optimizer.init<tf.Tensor>(),
      },
      (work) => tf.tidy(work),
    )
    expect(tf.memory().numTensors - before).toBe(2 + 1 + 3)
    const onArrays = optimizer.update(arrayArithmetic, {
      ...request,
      parameters: new Map([['w', Float64Array.of(1, -2)]]),
      gradients: new Map([['w', Float64Array.of(0.3, 4)]]),
      state: optimizer.init<Float64Array>(),
    })
    const expected = onArrays.values.get('w')
    values
      .get('w')
      ?.dataSync()
      .forEach((x, i) => expect(x).toBeCloseTo(expected?.[i] ?? NaN, 6))
    const kept = [
      ...values.values(),
      ...[...state.values()].flatMap(({ slots }) => Object.values(slots)),
    ]
    tf.dispose([value, gradient, ...kept])
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('globalNorm', () => {
  it('is the length of all gradients together, and the factor brings it to the bound', () => {
    const gradients = [tf.tensor1d([3, 0]), tf.tensor2d([[4]])]
    const norm = globalNorm(gradients)
    expect(norm.dataSync()[0]).toBeCloseTo(5, 6)
    expect(clipFactor(5, 1)).toBeCloseTo(0.2, 6)
    expect(clipFactor(0.5, 1)).toBe(1)
    tf.dispose([...gradients, norm])
  })

  it('is not a number when a gradient is not', () => {
    const gradient = tf.tensor1d([NaN, 1])
    const norm = globalNorm([gradient])
    expect(norm.dataSync()[0]).toBeNaN()
    tf.dispose([gradient, norm])
  })
})

describe('paceOf', () => {
  const settings = { weightDecay: 0.01, decaysVectors: false, backboneScale: 0.1 }

  it('spares biases and norms from weight decay and slows the body', () => {
    expect(paceOf('backbone.body.conv1.weight', 4, settings)).toEqual({
      learningRateScale: 0.1,
      weightDecay: 0.01,
    })
    expect(paceOf('roi_heads.box_head.fc6.bias', 1, settings)).toEqual({
      learningRateScale: 1,
      weightDecay: 0,
    })
  })
})
