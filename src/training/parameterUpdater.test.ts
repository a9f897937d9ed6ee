import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { ADAM_DEFAULTS } from '../domain/training/optimizerSettings.ts'
import type { LearningModel, LearningParameter } from './learningModel.ts'
import { arrayArithmetic } from './optimizers/arrayArithmetic.ts'
import { createOptimizer, type OptimizerState } from './optimizers/optimizer.ts'
import { paceOf } from './optimizers/parameterPace.ts'
import { ParameterUpdater, type UpdaterSettings } from './parameterUpdater.ts'

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'backbone.body.conv.weight': [3, 2],
  'backbone.body.conv.bias': [2],
  'head.weight': [2, 2, 2],
  'head.bias': [3],
  'head.scale': [1],
}

const SETTINGS: UpdaterSettings = {
  optimizer: { ...ADAM_DEFAULTS, kind: 'adamw' },
  weightDecay: 0.1,
  decaysVectors: false,
  backboneScale: 0.5,
  clipNorm: null,
}

/** Has parameters and nothing to learn. */
class Parameters implements LearningModel {
  readonly list: readonly LearningParameter[] = Object.entries(SHAPES).map(([name, shape]) => ({
    name,
    variable: tf.tidy(() => tf.variable(tf.fill([...shape], 0.5), true)),
  }))
  readonly parameters = {
    trainable: () => this.list,
    save: () => Promise.resolve(new Map()),
    load: () => undefined,
  }
  computeLosses() {
    return {}
  }
  values(): Record<string, number[]> {
    return Object.fromEntries(
      this.list.map(({ name, variable }) => [name, [...variable.dataSync()]]),
    )
  }
}

/** Of a step: `head.bias` has none at every third. */
function gradientsOf(step: number): Map<string, number[]> {
  const names = Object.keys(SHAPES).filter((name) => step % 3 !== 1 || name !== 'head.bias')
  return new Map(
    names.map((name) => [
      name,
      Array.from({ length: sizeOf(name) }, (_, i) => Math.sin(i + step * name.length)),
    ]),
  )
}

function sizeOf(name: string): number {
  return (SHAPES[name] ?? []).reduce((product, side) => product * side, 1)
}

function applyStep(updater: ParameterUpdater, step: number): void {
  const gradients = new Map(
    [...gradientsOf(step)].map(([name, values]) => [
      name,
      tf.tensor(values, [...(SHAPES[name] ?? [])]),
    ]),
  )
  updater.apply(gradients, 1, 0.05)
  tf.dispose([...gradients.values()])
}

describe('ParameterUpdater', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it('moves each parameter as the optimizer moves it alone, also when one has no gradient now and then', () => {
    const model = new Parameters()
    const updater = new ParameterUpdater(model, SETTINGS)
    const optimizer = createOptimizer(SETTINGS.optimizer)
    let alone: ReadonlyMap<string, Float64Array> = new Map(
      Object.keys(SHAPES).map((name) => [
        name,
        Float64Array.from({ length: sizeOf(name) }, () => 0.5),
      ]),
    )
    let state: OptimizerState<Float64Array> = optimizer.init()
    for (let step = 0; step < 7; step++) {
      applyStep(updater, step)
      const result = optimizer.update(arrayArithmetic, {
        parameters: alone,
        gradients: new Map(
          [...gradientsOf(step)].map(([name, values]) => [name, Float64Array.from(values)]),
        ),
        state,
        learningRate: 0.05,
        paceOf: (name) => paceOf(name, SHAPES[name]?.length ?? 0, SETTINGS),
      })
      alone = new Map([...alone, ...result.values])
      state = result.state
    }
    const moved = model.values()
    for (const [name, values] of alone) {
      values.forEach((value, i) => expect(moved[name]?.[i]).toBeCloseTo(value, 5))
    }
  })

  it('goes on from what it saved as if it had not stopped, and keeps no tensor', async () => {
    const before = tf.memory().numTensors
    const [straight, stopped] = [new Parameters(), new Parameters()]
    const one = new ParameterUpdater(straight, SETTINGS)
    for (let step = 0; step < 6; step++) applyStep(one, step)
    let other = new ParameterUpdater(stopped, SETTINGS)
    for (let step = 0; step < 6; step++) {
      applyStep(other, step)
      const saved = await other.save()
      expect([...saved.keys()].sort()).toEqual(Object.keys(SHAPES).sort())
      other.dispose()
      other = new ParameterUpdater(stopped, SETTINGS)
      other.restore(saved)
    }
    expect(stopped.values()).toEqual(straight.values())
    one.dispose()
    other.dispose()
    tf.dispose([...straight.list, ...stopped.list].map(({ variable }) => variable))
    expect(tf.memory().numTensors).toBe(before)
  })
})
