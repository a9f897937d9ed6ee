import type { RunStore } from '../../data/runs/runStore.ts'
import { fail } from '../../domain/failure.ts'
import type { ModelSize, RunRequest } from '../../domain/training/trainingRun.ts'
import { buildModel } from '../../models/buildModel.ts'
import { parseSafetensors } from '../../models/checkpoint/safetensors.ts'
import { changeClasses } from '../../models/edit/changeClasses.ts'
import { learnsWithStages } from '../../models/edit/trainableStages.ts'
import { startingArchitecture } from '../../models/startingArchitecture.ts'
import type { TrainableModel } from '../../models/trainableModel.ts'
import { BEST_WEIGHTS } from '../../training/trainRun.ts'
import { readRun } from './runRecords.ts'

export interface BuildContext {
  /** Of the data, the background first. */
  readonly classes: readonly string[]
  readonly store: RunStore
}

/** The model of a run in front of its first step. The caller disposes it. */
export async function buildRunModel(
  request: RunRequest,
  { classes, store }: BuildContext,
): Promise<TrainableModel> {
  const { start, imageSize, trainableStages, settings } = request
  const size = await sizeOf(request, store)
  const architecture = startingArchitecture({ size, classes, imageSize })
  const model = buildModel(architecture, { seed: settings.seed })
  try {
    if (start.kind === 'run') await takeWeights(model, start.runId, store)
    for (const { name } of model.parameters.trainable()) {
      const learns = learnsWithStages(name, architecture.body, trainableStages)
      model.parameters.setTrainable(name, learns)
    }
    return model
  } catch (thrown) {
    model.dispose()
    throw thrown
  }
}

/** The best weights of an earlier run; heads of classes that it did not know keep their drawn ones. */
async function takeWeights(model: TrainableModel, runId: string, store: RunStore): Promise<void> {
  const files = store.open(runId)
  const record = await readRun(files)
  const weights = await files.read(BEST_WEIGHTS)
  if (record === null || weights === null) {
    fail('weights-missing', 'The run to begin with is gone.', 'Choose another start.')
  }
  const { architecture } = model
  const { stateDict } = changeClasses(
    {
      architecture: { ...architecture, classes: record.classes },
      stateDict: parseSafetensors(weights),
    },
    architecture.classes,
    await model.parameters.save(),
  )
  model.parameters.load(stateDict)
}

/** However long the chain of runs, at its beginning stands a fresh model of some size. */
async function sizeOf({ start }: RunRequest, store: RunStore): Promise<ModelSize> {
  if (start.kind === 'new') return start.size
  const earlier = await readRun(store.open(start.runId))
  if (earlier === null) {
    fail('weights-missing', 'The run at the beginning of this one is gone.', 'Begin anew.')
  }
  return sizeOf(earlier.request, store)
}
