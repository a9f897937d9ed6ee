import { saveModel } from '../../data/library/modelLibrary.ts'
import { LimnError } from '../../domain/failure.ts'
import type { FitReport, ModelOrigin } from '../../domain/libraryModel.ts'
import type { Architecture } from '../../models/architecture.ts'
import { buildModel } from '../../models/buildModel.ts'
import type { CheckpointFormat, CheckpointTensor } from '../../models/checkpoint/checkpoint.ts'
import { openCheckpoint, requireFit } from '../../models/checkpoint/openCheckpoint.ts'
import { CheckpointError } from '../../models/checkpoint/safetensors.ts'
import type { NamedBlob } from '../../models/checkpoint/siblingOf.ts'
import { writeSafetensors } from '../../models/checkpoint/writeSafetensors.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import type { ImportedModel, ImportProgress } from '../protocol/modelMethods.ts'

/** Opens a checkpoint, holds it to the model that it seems to be, and keeps it in the library. */
export function importModelHandler(session: EngineSession): EngineHandler<'importModel'> {
  return ({ files }, { signal, report }) => {
    const fileName = files[0]?.name ?? ''
    return importCheckpoint(session, files, {
      name: nameOf(fileName),
      originOf: (format) => ({ kind: 'imported', fileName, format }),
      signal,
      report,
    })
  }
}

export interface ImportOptions {
  readonly name: string
  readonly originOf: (format: CheckpointFormat) => ModelOrigin
  readonly signal: AbortSignal
  readonly report: (progress: ImportProgress) => void
}

/** Keeps a checkpoint in the library; no more than one of its tensors is in memory at a time. */
export function importCheckpoint(
  session: EngineSession,
  files: readonly NamedBlob[],
  { name, originOf, signal, report }: ImportOptions,
): Promise<ImportedModel> {
  return session.queue.run(
    () =>
      inWords(files[0]?.name ?? 'The file', async () => {
        report({ text: 'Opening the file', fraction: 0 })
        const { architecture, checkpoint, tensors } = await openCheckpoint(files)
        const { fit, own, parameters } = await holdToModel(session, architecture, tensors)
        requireFit(fit)
        const model = await saveModel(
          {
            name,
            family: architecture.family,
            architecture: { ...architecture },
            classes: architecture.classes,
            parameters,
            origin: originOf(checkpoint.format),
          },
          countOff(writeSafetensors(own), own.size, (fraction) =>
            report({ text: 'Keeping it on this device', fraction }),
          ),
          { signal },
        )
        return { model, fit }
      }),
    { signal },
  )
}

interface HeldToModel {
  readonly fit: FitReport
  /** Tensors that the model has, in its order. */
  readonly own: ReadonlyMap<string, CheckpointTensor>
  readonly parameters: number
}

/** Builds an outline of the model, for it knows best what it needs. */
function holdToModel(
  session: EngineSession,
  architecture: Architecture,
  tensors: ReadonlyMap<string, CheckpointTensor>,
): Promise<HeldToModel> {
  return session.requireBackend().guard(() => {
    const model = buildModel(architecture, { seed: 0, isOutline: true })
    try {
      const own = new Map<string, CheckpointTensor>()
      let parameters = 0
      for (const { name, spec } of model.parameters.all()) {
        const tensor = tensors.get(name)
        if (tensor !== undefined) own.set(name, tensor)
        if (spec.kind === 'weight') parameters += spec.shape.reduce((a, b) => a * b, 1)
      }
      return Promise.resolve({ fit: model.parameters.compare(tensors), own, parameters })
    } finally {
      model.dispose()
    }
  })
}

async function* countOff<T>(
  pieces: AsyncIterable<T>,
  total: number,
  onProgress: (fraction: number) => void,
): AsyncGenerator<T> {
  let done = 0
  for await (const piece of pieces) {
    yield piece
    done += 1
    onProgress(Math.min(done / (total + 1), 1))
  }
}

/** A refused file as a failure that names it. */
async function inWords<T>(fileName: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof CheckpointError)) throw thrown
    const message = /^The file\b/.test(thrown.message)
      ? thrown.message.replace(/^The file/, fileName)
      : `${fileName}: ${thrown.message}`
    throw new LimnError(
      { reason: 'bad-checkpoint', message, remedy: thrown.remedy },
      { cause: thrown },
    )
  }
}

/** `maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth` without folder and ending. */
function nameOf(fileName: string): string {
  const name = fileName
    .replace(/^.*\//, '')
    .replace(/(\.safetensors)?(\.index)?\.\w+$/, '')
    .slice(0, 80)
  return name === '' ? 'Model' : name
}
