import * as tf from '@tensorflow/tfjs-core'
import type { TrainingSettings } from '../domain/training/trainingSettings.ts'
import type { StoredTensor } from '../models/checkpoint/safetensors.ts'
import type { StoredMemory } from './checkpoint/trainingCheckpoint.ts'
import type { LearningModel } from './learningModel.ts'
import { clipFactor } from './optimizers/clipByGlobalNorm.ts'
import { createOptimizer, type OptimizerState } from './optimizers/optimizer.ts'
import { paceOf } from './optimizers/parameterPace.ts'
import { tensorArithmetic } from './optimizers/tensorArithmetic.ts'
import { readTensor, toTensor } from './storedTensors.ts'

export type UpdaterSettings = Pick<
  TrainingSettings,
  'optimizer' | 'weightDecay' | 'decaysVectors' | 'backboneScale' | 'clipNorm'
>

/** Moves a model's parameters along gradients, and owns the optimizer's memory on the device. */
export class ParameterUpdater {
  readonly #model: LearningModel
  readonly #settings: UpdaterSettings
  readonly #optimizer: ReturnType<typeof createOptimizer>
  #state: OptimizerState<tf.Tensor>

  constructor(model: LearningModel, settings: UpdaterSettings) {
    this.#model = model
    this.#settings = settings
    this.#optimizer = createOptimizer(settings.optimizer)
    this.#state = this.#optimizer.init()
  }

  /** @param norm length of all gradients together */
  apply(gradients: ReadonlyMap<string, tf.Tensor>, norm: number, learningRate: number): void {
    const { clipNorm } = this.#settings
    const factor = clipNorm === null ? 1 : clipFactor(norm, clipNorm)
    const variables = new Map(
      this.#model.parameters.trainable().map(({ name, variable }) => [name, variable]),
    )
    // Parameter by parameter, so that no more than one set of passing values is held.
    for (const [name, gradient] of gradients) {
      const variable = variables.get(name)
      if (variable === undefined) continue
      const before = this.#state.get(name)
      const clipped = factor === 1 ? gradient : tf.mul(gradient, factor)
      const { values, state } = this.#optimizer.update<tf.Tensor>(
        tensorArithmetic,
        {
          parameters: new Map<string, tf.Tensor>([[name, variable]]),
          gradients: new Map([[name, clipped]]),
          state: this.#state,
          learningRate,
          paceOf: () => paceOf(name, variable.rank, this.#settings),
        },
        (work) => tf.tidy(work),
      )
      const value = values.get(name)
      if (value !== undefined) variable.assign(value)
      this.#state = state
      tf.dispose([...values.values(), ...Object.values(before?.slots ?? {})])
      if (clipped !== gradient) clipped.dispose()
    }
  }

  async save(): Promise<ReadonlyMap<string, StoredMemory>> {
    const saved = new Map<string, StoredMemory>()
    for (const [name, { step, slots }] of this.#state) {
      const stored: Record<string, StoredTensor> = {}
      for (const [slot, tensor] of Object.entries(slots)) stored[slot] = await readTensor(tensor)
      saved.set(name, { step, slots: stored })
    }
    return saved
  }

  restore(saved: ReadonlyMap<string, StoredMemory>): void {
    this.dispose()
    this.#state = new Map(
      [...saved].map(([name, { step, slots }]) => [
        name,
        {
          step,
          slots: Object.fromEntries(
            Object.entries(slots).map(([slot, tensor]) => [slot, toTensor(tensor)]),
          ),
        },
      ]),
    )
  }

  dispose(): void {
    for (const { slots } of this.#state.values()) tf.dispose(Object.values(slots))
    this.#state = new Map()
  }
}
