import type { RunStore } from '../../data/runs/runStore.ts'
import { fail } from '../../domain/failure.ts'
import type { ModelSize, RunRequest } from '../../domain/training/trainingRun.ts'
import type { Architecture } from '../../models/architecture.ts'
import { fillMobileNetV2 } from '../../models/backbones/fillMobileNetV2.ts'
import { buildModel } from '../../models/buildModel.ts'
import { parseSafetensors } from '../../models/checkpoint/safetensors.ts'
import { carryStateDict } from '../../models/edit/carryStateDict.ts'
import type { StateDict } from '../../models/parameters/parameterStore.ts'
import type { TrainableModel } from '../../models/trainableModel.ts'
import { BEST_WEIGHTS } from '../../training/trainRun.ts'
import { learnsInRun, runArchitecture } from './runArchitecture.ts'
import { readRun } from './runRecords.ts'

/** A model that was trained before: its architecture, with its own classes, and its weights. */
export interface TrainedModel {
  readonly architecture: Architecture
  readonly stateDict: StateDict
}

export interface BuildContext {
  /** Of the data, the background first. */
  readonly classes: readonly string[]
  readonly store: RunStore
  /** A model of the library, or one that Limn brings along. */
  readonly openLibraryModel: (id: string) => Promise<TrainedModel>
  /** The weights of the COCO detector. */
  readonly openDetector: () => Promise<StateDict>
}

/** Names of bodies that begin as the COCO detector's. */
const PRETRAINED_BODIES: Partial<Record<ModelSize, string>> = {
  pretrained: 'backbone.body',
  fcn: 'backbone',
}

/** The model of a run in front of its first step. The caller disposes it. */
export async function buildRunModel(
  request: RunRequest,
  context: BuildContext,
): Promise<TrainableModel> {
  const { start, settings } = request
  const trained = await openStart(request, context)
  const architecture = runArchitecture(request, trained?.architecture ?? null, context.classes)
  const model = buildModel(architecture, { seed: settings.seed })
  try {
    if (trained !== null) {
      model.parameters.load(carryStateDict(trained, model, settings))
    } else if (start.kind === 'new' && start.size in PRETRAINED_BODIES) {
      const name = PRETRAINED_BODIES[start.size] ?? ''
      model.parameters.load(fillMobileNetV2(await context.openDetector(), name))
    }
    freeze(model, request)
    return model
  } catch (thrown) {
    model.dispose()
    throw thrown
  }
}

/** Null where the run begins with drawn weights. */
async function openStart(
  { start }: RunRequest,
  { store, openLibraryModel }: BuildContext,
): Promise<TrainedModel | null> {
  if (start.kind === 'new') return null
  if (start.kind === 'library') return openLibraryModel(start.modelId)
  const files = store.open(start.runId)
  const record = await readRun(files)
  const weights = await files.read(BEST_WEIGHTS)
  if (record === null || weights === null) {
    fail('weights-missing', 'The run to begin with is gone.', 'Choose another start.')
  }
  // The engine wrote it, so it is what the engine's own version reads.
  const architecture = record.architecture as Readonly<Record<string, unknown>> & Architecture
  return {
    architecture: { ...architecture, classes: record.classes },
    stateDict: parseSafetensors(weights),
  }
}

/** Freezes stages of the body, and what the model of the library is kept with as frozen. */
function freeze({ architecture, parameters }: TrainableModel, request: RunRequest): void {
  for (const { name } of parameters.trainable()) {
    parameters.setTrainable(name, learnsInRun(request, architecture, name))
  }
  if (parameters.trainable().length > 0) return
  fail(
    'bad-request',
    'Every layer of the model is frozen, so that there is nothing to learn.',
    'Thaw some in the Models place, or let more stages of the body learn.',
  )
}
