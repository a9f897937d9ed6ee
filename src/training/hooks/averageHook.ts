import * as tf from '@tensorflow/tfjs-core'
import type { LearningModel } from '../learningModel.ts'
import { averageDecay, updateAverage } from '../optimizers/exponentialAverage.ts'
import { readTensor, toTensor } from '../storedTensors.ts'
import type { TrainerHook } from '../trainerHook.ts'

export interface AverageHook extends TrainerHook {
  /** Runs `work` with the averaged weights in the model, and puts the trained ones back. */
  readonly withAverage: <T>(work: () => Promise<T>) => Promise<T>
}

/** Keeps an exponential moving average of the trained weights: steadier than the weights of any one step. */
export function createAverageHook(model: LearningModel, decay: number): AverageHook {
  const averages = new Map<string, tf.Tensor>()

  const dispose = () => {
    tf.dispose([...averages.values()])
    averages.clear()
  }

  return {
    name: 'average',
    afterStep: ({ step }, { turn }) =>
      turn(() =>
        Promise.resolve().then(() => {
          const share = averageDecay(decay, step)
          for (const { name, variable } of model.parameters.trainable()) {
            const before = averages.get(name)
            const value = before === undefined ? variable : before
            averages.set(name, updateAverage(value, variable, share))
            before?.dispose()
          }
        }),
      ),
    withAverage: async (work) => {
      const swapped = model.parameters.trainable().flatMap(({ name, variable }) => {
        const average = averages.get(name)
        return average === undefined ? [] : [{ variable, average, trained: variable.clone() }]
      })
      try {
        for (const { variable, average } of swapped) variable.assign(average)
        return await work()
      } finally {
        for (const { variable, trained } of swapped) {
          variable.assign(trained)
          trained.dispose()
        }
      }
    },
    save: async () => {
      const tensors = new Map<string, Awaited<ReturnType<typeof readTensor>>>()
      for (const [name, tensor] of averages) tensors.set(name, await readTensor(tensor))
      return { tensors }
    },
    restore: ({ tensors }) => {
      dispose()
      for (const [name, stored] of tensors ?? []) averages.set(name, toTensor(stored))
    },
    dispose,
  }
}
