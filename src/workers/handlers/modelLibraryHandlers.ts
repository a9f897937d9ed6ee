import {
  changeModel,
  deleteModel,
  listModels,
  readModel,
  readModelWeights,
  restoreModel,
  sweepModels,
} from '../../data/library/modelLibrary.ts'
import { partialFileBytes, removePartialFile } from '../../data/library/partialFile.ts'
import { fail } from '../../domain/failure.ts'
import type { LibraryModel, ModelLayer } from '../../domain/libraryModel.ts'
import { inputFault, modelInputOf, type ModelInput } from '../../domain/modelInput.ts'
import { fileNameOf } from '../../domain/officialWeights.ts'
import { collectBlob } from '../../files/collectBlob.ts'
import { tensorBytes, type CheckpointTensor } from '../../models/checkpoint/checkpoint.ts'
import { elementBytes } from '../../models/checkpoint/elementType.ts'
import { CLASSES_NOTE } from '../../models/checkpoint/openCheckpoint.ts'
import { openSafetensors } from '../../models/checkpoint/openSafetensors.ts'
import { writeSafetensors } from '../../models/checkpoint/writeSafetensors.ts'
import { writeTorch } from '../../models/checkpoint/writeTorch.ts'
import type { EngineHandler } from '../engineSession.ts'
import type { ModelMethods } from '../protocol/modelMethods.ts'
import { readOfficialWeights, requireOfficialWeights } from '../weights/readOfficialWeights.ts'

const MAX_NAME = 200

type LibraryHandlers = {
  readonly [
    M in Exclude<keyof ModelMethods, 'importModel' | 'fetchWeights' | 'planModel'>
  ]: EngineHandler<M>
}

/** What needs no tensor: it does not wait for the GPU. */
export function modelLibraryHandlers(): LibraryHandlers {
  const startedAt = Date.now()
  let isSwept = false
  return {
    listModels: async () => {
      // What was deleted in this session can still be brought back.
      if (!isSwept) await sweepModels(startedAt).catch(() => undefined)
      isSwept = true
      return listModels()
    },
    listOfficialWeights: async () => {
      const weights = await readOfficialWeights()
      return Promise.all(
        weights.map(async (offer) => ({
          ...offer,
          bytesHere: await partialFileBytes(fileNameOf(offer)),
        })),
      )
    },
    forgetWeights: async ({ id }) => {
      await removePartialFile(fileNameOf(await requireOfficialWeights(id)))
      return null
    },
    renameModel: ({ id, name }) => changeModel(id, { name: requireName(name) }),
    setClassNames: async ({ id, classes }) => {
      const { classes: old } = await readModel(id)
      if (classes.length !== old.length - 1) {
        fail(
          'bad-request',
          `The model has ${old.length - 1} classes, but ${classes.length} names were given.`,
          'Give each class one name.',
        )
      }
      return changeModel(id, { classes: [old[0] ?? 'background', ...classes.map(requireName)] })
    },
    setModelInput: async ({ id, input }) => {
      const model = await readModel(id)
      const before = modelInputOf(model)
      const fault = before === null ? 'The model has no anchors.' : inputFault(input, before)
      if (fault !== null) fail('bad-request', fault, 'Change the numbers and save them again.')
      return changeModel(id, { architecture: withInput(model.architecture, input) })
    },
    deleteModel: async ({ id }) => {
      await deleteModel(id)
      return null
    },
    restoreModel: async ({ id }) => {
      await restoreModel(id)
      return null
    },
    inspectModel: async ({ id }) => {
      const model = await readModel(id)
      const { tensors } = await openSafetensors(await readModelWeights(id))
      return layersOf(model, tensors)
    },
    exportModel: async ({ id, format }) => {
      const { name, classes } = await readModel(id)
      const { tensors } = await openSafetensors(await readModelWeights(id))
      const notes = { [CLASSES_NOTE]: JSON.stringify(classes), format: 'pt' }
      const isTorch = format === 'pytorch'
      return {
        file: await collectBlob(isTorch ? writeTorch(tensors) : writeSafetensors(tensors, notes)),
        name: `${asFileName(name)}.${isTorch ? 'pth' : 'safetensors'}`,
      }
    },
  }
}

function withInput(
  architecture: LibraryModel['architecture'],
  { minSize, maxSize, anchorSizes, aspectRatios }: ModelInput,
): LibraryModel['architecture'] {
  const { input, ...rest } = architecture
  const sizes = { ...(input as object), minSize, maxSize }
  return { ...rest, input: sizes, anchors: { sizes: anchorSizes, aspectRatios } }
}

function layersOf(
  { architecture }: LibraryModel,
  tensors: ReadonlyMap<string, CheckpointTensor>,
): readonly ModelLayer[] {
  const isFrozen = isFrozenNorm(architecture['norm'])
  return [...tensors].map(([name, { dtype, shape }]) => {
    const isStatistic = /\.(running_mean|running_var|num_batches_tracked)$/.test(name)
    const isOfNorm = tensors.has(name.replace(/[^.]+$/, 'running_mean'))
    return {
      name,
      shape,
      dtype,
      parameters: tensorBytes({ dtype, shape }) / elementBytes(dtype),
      isTrainable: !isStatistic && !(isOfNorm && isFrozen),
    }
  })
}

function isFrozenNorm(norm: unknown): boolean {
  return typeof norm === 'object' && norm !== null && 'kind' in norm && norm.kind === 'frozen'
}

function requireName(name: string): string {
  const trimmed = name.trim().slice(0, MAX_NAME)
  if (trimmed === '') fail('bad-request', 'The name is empty.', 'Type a name.')
  return trimmed
}

/** What every file system takes. */
function asFileName(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').replace(/^\.+/, '') || 'model'
}
