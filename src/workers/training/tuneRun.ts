import * as tf from '@tensorflow/tfjs-core'
import { createRandom } from '../../domain/random.ts'
import type { RunRecord } from '../../domain/training/trainingRun.ts'
import type { TrainingSettings } from '../../domain/training/trainingSettings.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { tuneKernels } from '../../kernels/tuning/tuneKernels.ts'
import {
  listenToQuestions,
  variantsInUse,
  type TuningRequest,
} from '../../kernels/tuning/tuning.ts'
import type { TuningStore } from '../../kernels/tuning/tuningStore.ts'
import type { LearningModel } from '../../training/learningModel.ts'
import { stepGradients } from '../../training/stepGradients.ts'
import type { RunningBackend } from '../backend/runningBackend.ts'
import { createTuningCache } from '../tuningCache.ts'

/** What is not measured by then stays as it is; a run takes minutes. */
const TUNING_BUDGET_MS = 3000

export interface TuneRunOptions {
  /** Any picture of the run. */
  readonly sample: TrainingSample
  readonly settings: Pick<TrainingSettings, 'seed' | 'batchSize' | 'chunkSize' | 'lossWeights'>
  readonly running: Pick<RunningBackend, 'precompile'>
  /** What the run's record says of an earlier part of it: those variants are taken again. */
  readonly known: NonNullable<RunRecord['tuning']>
  readonly signal: AbortSignal
  readonly store?: TuningStore
}

/**
 * Settles before a run's first step which variants of the kernels it uses, so that none changes on the way: a variant
 * changes the order of sums and with it the last bits. A step is run without computing, which compiles its programs side
 * by side and tells what the kernels ask; the model is left as it was.
 *
 * @returns shape class to variant, for the run's record; empty where nothing is tuned
 */
export async function tuneRun(
  model: LearningModel,
  { sample, settings, running, known, signal, store = createTuningCache() }: TuneRunOptions,
): Promise<Record<string, string>> {
  if (running.precompile === null) return {}
  const chunkSize = Math.min(settings.chunkSize, settings.batchSize)
  const requests: TuningRequest[] = []
  // Layers that gather statistics gather what was not computed.
  const weights = await model.parameters.save()
  try {
    const stopListening = listenToQuestions((request) => requests.push(request))
    try {
      await running.precompile(
        () => dryStep(model, { sample, settings, chunkSize, signal }),
        () => undefined,
      )
    } finally {
      stopListening()
    }
  } finally {
    model.parameters.load(weights)
  }
  await tuneKernels(requests, {
    store: {
      read: async (key) => new Map([...(await store.read(key)), ...Object.entries(known)]),
      write: (key, choices) => store.write(key, choices),
    },
    budgetMs: TUNING_BUDGET_MS,
    signal,
  })
  return variantsInUse(requests)
}

async function dryStep(
  model: LearningModel,
  {
    sample,
    settings,
    chunkSize,
    signal,
  }: Pick<TuneRunOptions, 'sample' | 'settings' | 'signal'> & { readonly chunkSize: number },
): Promise<void> {
  const { gradients } = await stepGradients(model, {
    samples: Array.from({ length: chunkSize }, () => sample),
    chunkSize,
    lossWeights: settings.lossWeights,
    random: createRandom(settings.seed),
    step: 0,
    signal,
  })
  tf.dispose([...gradients.values()])
}
