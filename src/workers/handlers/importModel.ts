import { saveModel } from '../../data/library/modelLibrary.ts'
import { LimnError } from '../../domain/failure.ts'
import type { FitReport } from '../../domain/libraryModel.ts'
import { buildModel } from '../../models/buildModel.ts'
import { readStateDict, type CheckpointTensor } from '../../models/checkpoint/checkpoint.ts'
import {
  openCheckpoint,
  requireFit,
  type OpenedCheckpoint,
} from '../../models/checkpoint/openCheckpoint.ts'
import { CheckpointError } from '../../models/checkpoint/safetensors.ts'
import { writeSafetensors } from '../../models/checkpoint/writeSafetensors.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'

/** Of the whole import, when the weights have been read. */
const READ = 0.5

/** Opens a checkpoint, holds it to the model that it seems to be, and keeps it in the library. */
export function importModelHandler(session: EngineSession): EngineHandler<'importModel'> {
  return ({ files }, { signal, report }) =>
    session.queue.run(
      () =>
        inWords(files[0]?.name ?? 'The file', async () => {
          report({ text: 'Opening the file', fraction: 0 })
          const opened = await openCheckpoint(files)
          const { fit, tensors, parameters } = await holdToModel(session, opened, {
            signal,
            onProgress: (fraction) =>
              report({ text: 'Reading the weights', fraction: READ * fraction }),
          })
          requireFit(fit)
          const { architecture, checkpoint } = opened
          const { classes } = architecture
          const fileName = files[0]?.name ?? ''
          const model = await saveModel(
            {
              name: nameOf(fileName),
              family: architecture.family,
              architecture: { ...architecture },
              classes,
              parameters,
              origin: { kind: 'imported', fileName, format: checkpoint.format },
            },
            countOff(writeSafetensors(tensors), tensors.size, (fraction) =>
              report({
                text: 'Keeping it on this device',
                fraction: READ + (1 - READ) * fraction,
              }),
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
  /** Those that the model has, in its order. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>
  readonly parameters: number
}

/** Builds the model once, for it knows best what it needs. */
async function holdToModel(
  session: EngineSession,
  { architecture, tensors }: OpenedCheckpoint,
  options: { signal: AbortSignal; onProgress: (fraction: number) => void },
): Promise<HeldToModel> {
  const values = await readStateDict({ tensors }, options)
  return session.requireBackend().guard(() => {
    const model = buildModel(architecture, { seed: 0, values })
    try {
      const own = new Map<string, CheckpointTensor>()
      let parameters = 0
      for (const { name, spec } of model.parameters.all()) {
        const tensor = tensors.get(name)
        if (tensor !== undefined) own.set(name, tensor)
        if (spec.kind === 'weight') parameters += spec.shape.reduce((a, b) => a * b, 1)
      }
      return Promise.resolve({ fit: model.parameters.compare(values), tensors: own, parameters })
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
