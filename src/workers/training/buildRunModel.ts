import type { RunStore } from '../../data/runs/runStore.ts'
import { fail } from '../../domain/failure.ts'
import { TORCHVISION_LOSSES } from '../../domain/training/headLosses.ts'
import type { ModelSize, RunRequest } from '../../domain/training/trainingRun.ts'
import type { Architecture } from '../../models/architecture.ts'
import { fillMobileNetV2 } from '../../models/backbones/fillMobileNetV2.ts'
import { buildModel } from '../../models/buildModel.ts'
import { parseSafetensors } from '../../models/checkpoint/safetensors.ts'
import { changeClasses } from '../../models/edit/changeClasses.ts'
import { learnsWithStages } from '../../models/edit/trainableStages.ts'
import type { StateDict } from '../../models/parameters/parameterStore.ts'
import { cellUnet } from '../../models/semanticPresets.ts'
import { startingArchitecture } from '../../models/startingArchitecture.ts'
import type { TrainableModel } from '../../models/trainableModel.ts'
import { BEST_WEIGHTS } from '../../training/trainRun.ts'
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

/** The model of a run in front of its first step. The caller disposes it. */
export async function buildRunModel(
  request: RunRequest,
  context: BuildContext,
): Promise<TrainableModel> {
  const { start, imageSize, trainableStages, settings } = request
  const { classes } = context
  const trained = await openStart(request, context)
  const begun =
    trained === null
      ? freshArchitecture(start.kind === 'new' ? start.size : 'tiny', classes, imageSize)
      : withInput({ ...trained.architecture, classes }, imageSize)
  const { headLosses: losses = TORCHVISION_LOSSES } = settings
  const architecture: Architecture = begun.family === 'mask-rcnn' ? { ...begun, losses } : begun
  const model = buildModel(architecture, { seed: settings.seed })
  try {
    if (trained !== null) await takeWeights(model, trained)
    else if (start.kind === 'new' && start.size === 'pretrained') {
      model.parameters.load(fillMobileNetV2(await context.openDetector(), 'backbone.body'))
    }
    if ('body' in architecture) {
      for (const { name } of model.parameters.trainable()) {
        const learns = learnsWithStages(name, architecture.body, trainableStages)
        model.parameters.setTrainable(name, learns)
      }
    }
    return model
  } catch (thrown) {
    model.dispose()
    throw thrown
  }
}

function freshArchitecture(
  size: ModelSize,
  classes: readonly string[],
  imageSize: number,
): Architecture {
  if (size === 'cells') return cellUnet(classes)
  return startingArchitecture({ size, classes, imageSize })
}

/** A Mask R-CNN takes pictures at the size that was asked for; the others take them as they are. */
function withInput(architecture: Architecture, imageSize: number): Architecture {
  if (architecture.family !== 'mask-rcnn') return architecture
  const input = { ...architecture.input, minSize: imageSize, maxSize: 2 * imageSize }
  return { ...architecture, input }
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

/** Rows of classes of the same name are kept; whatever does not fit the new classes keeps its drawn values. */
async function takeWeights(model: TrainableModel, trained: TrainedModel): Promise<void> {
  const fresh = await model.parameters.save()
  const { stateDict } = changeClasses(trained, model.architecture.classes, fresh)
  const fitting = [...stateDict].filter(([name, { shape }]) => {
    const own = fresh.get(name)?.shape
    return own !== undefined && String(own) === String(shape)
  })
  model.parameters.load(new Map(fitting))
}
