import { readModel } from '../../data/library/modelLibrary.ts'
import { isShippedModelId } from '../../domain/shippedModelIds.ts'
import { parseSafetensors } from '../../models/checkpoint/safetensors.ts'
import type { StateDict } from '../../models/parameters/parameterStore.ts'
import { loadLibraryModel } from '../libraryModels.ts'
import { publicUrl } from '../publicUrl.ts'
import { loadShippedModel } from '../shippedModel.ts'
import { loadFiles } from '../weights/loadFiles.ts'
import type { WeightStore } from '../weights/weightStore.ts'
import type { TrainedModel } from './buildRunModel.ts'

const ignore = (): void => undefined

interface OpenOptions {
  /** Where the files of the models that Limn brings along are kept. */
  readonly shipped: WeightStore
  readonly signal: AbortSignal
}

/** A model of the library, or one that Limn brings along, to begin a run with. Call it in the engine's turn. */
export async function openTrainedModel(
  id: string,
  { shipped, signal }: OpenOptions,
): Promise<TrainedModel> {
  // The turn guards the device already.
  const options = { signal, guard: <T>(work: () => Promise<T>): Promise<T> => work() }
  const model = isShippedModelId(id)
    ? (await loadShippedModel(id, shipped, options)).model
    : await loadLibraryModel(await readModel(id), options)
  try {
    return { architecture: model.architecture, stateDict: await model.parameters.save() }
  } finally {
    model.dispose()
  }
}

/** The weights of the COCO detector, whose body a run can begin with. */
export async function openDetectorWeights({ shipped, signal }: OpenOptions): Promise<StateDict> {
  const { weights } = await loadFiles(publicUrl('weights/coco-ssd/card.json'), {
    ...{ store: shipped, signal, onBytes: ignore, onVerify: ignore },
  })
  return parseSafetensors(weights)
}
