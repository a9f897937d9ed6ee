import { readModel, readModelWeights } from '../../../data/library/modelLibrary.ts'
import { fail } from '../../../domain/failure.ts'
import type { ModelOrigin } from '../../../domain/libraryModel.ts'
import type { DraftBase } from '../../../domain/modelDraft.ts'
import { NEW_MODELS } from '../../../domain/newModels.ts'
import { isShippedModelId, type ShippedModelId } from '../../../domain/shippedModelIds.ts'
import type { Architecture } from '../../../models/architecture.ts'
import { fillMobileNetV2 } from '../../../models/backbones/fillMobileNetV2.ts'
import type { CheckpointTensor } from '../../../models/checkpoint/checkpoint.ts'
import { openSafetensors } from '../../../models/checkpoint/openSafetensors.ts'
import { tensorsOf } from '../../../models/checkpoint/tensorsOf.ts'
import { newModelArchitecture } from '../../../models/edit/newModelArchitecture.ts'
import { shippedArchitecture } from '../../../models/shippedModels.ts'
import { publicUrl } from '../../publicUrl.ts'
import { openDetectorWeights } from '../../training/openTrainedModel.ts'
import { loadFiles } from '../../weights/loadFiles.ts'
import type { WeightStore } from '../../weights/weightStore.ts'

/** What the body is called of presets that begin with the weights of the COCO detector. */
const PRETRAINED: Readonly<Record<string, string>> = {
  'mask-rcnn-mobile': 'backbone.body',
  'fcn-mobile': 'backbone',
}

export interface OpenedBase {
  readonly name: string
  readonly architecture: Architecture
  /** Still in their file; null where there are none. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor> | null
  readonly frozen: readonly string[]
  /** Of a model that is made of it. */
  readonly origin: ModelOrigin
}

/** What a draft begins with. Throws a LimnError when it is gone. */
export async function openBase(
  base: DraftBase,
  { shipped, signal }: { readonly shipped: WeightStore; readonly signal: AbortSignal },
): Promise<OpenedBase> {
  if (base.kind === 'new') {
    const { presetId } = base
    const architecture = newModelArchitecture(presetId)
    const known = NEW_MODELS.find(({ id }) => id === presetId)
    if (architecture === null || known === undefined) {
      fail('bad-request', 'There is no such model to begin with.', 'Choose one of the list.')
    }
    const body = PRETRAINED[presetId]
    const tensors =
      body === undefined
        ? null
        : tensorsOf(fillMobileNetV2(await openDetectorWeights({ shipped, signal }), body))
    return {
      ...{ name: known.title, architecture, tensors, frozen: [] },
      origin: { kind: 'new', presetId },
    }
  }
  if (isShippedModelId(base.modelId)) return openShipped(base.modelId, { shipped, signal })
  const { name, architecture, classes, frozen = [] } = await readModel(base.modelId)
  const { tensors } = await openSafetensors(await readModelWeights(base.modelId))
  return {
    name,
    // The engine wrote it, so it is what the engine's own version reads.
    architecture: {
      ...(architecture as Readonly<Record<string, unknown>> & Architecture),
      classes,
    },
    tensors,
    frozen,
    origin: { kind: 'edited', from: name },
  }
}

async function openShipped(
  id: ShippedModelId,
  { shipped, signal }: { readonly shipped: WeightStore; readonly signal: AbortSignal },
): Promise<OpenedBase> {
  const ignore = (): void => undefined
  const { card, weights } = await loadFiles(publicUrl(`weights/${id}/card.json`), {
    ...{ store: shipped, signal, onBytes: ignore, onVerify: ignore },
  })
  const { tensors } = await openSafetensors(new Blob([weights]))
  return {
    name: card.name,
    architecture: shippedArchitecture(id),
    tensors,
    frozen: [],
    origin: { kind: 'edited', from: card.name },
  }
}
