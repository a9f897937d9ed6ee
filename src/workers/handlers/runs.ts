import { saveModel } from '../../data/library/modelLibrary.ts'
import type { ModelFamily } from '../../domain/libraryModel.ts'
import { fail } from '../../domain/failure.ts'
import { readHistory } from '../../training/trainRun.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import { exportRun, readBestWeights } from '../training/exportRun.ts'
import { readRun, readRuns } from '../training/runRecords.ts'

export function listRunsHandler(session: EngineSession): EngineHandler<'listRuns'> {
  return () => readRuns(session.runStore)
}

export function readRunHandler(session: EngineSession): EngineHandler<'readRun'> {
  return ({ id }) => readHistory(session.runStore.open(id))
}

export function deleteRunHandler(session: EngineSession): EngineHandler<'deleteRun'> {
  return async ({ id }) => {
    if (session.runs.has(id)) {
      fail('bad-request', 'This run is at work.', 'Stop it before you delete it.')
    }
    await session.runStore.delete(id)
    return null
  }
}

export function steerTrainingHandler(session: EngineSession): EngineHandler<'steerTraining'> {
  return ({ id, steering }) => {
    const control = session.runs.get(id)
    if (control === undefined) return Promise.resolve(false)
    if (steering.kind === 'pause') control.pause()
    else if (steering.kind === 'resume') control.resume()
    else if (steering.kind === 'stop') control.stop()
    else control.scaleLearningRate(steering.scale)
    return Promise.resolve(true)
  }
}

export function exportRunHandler(session: EngineSession): EngineHandler<'exportRun'> {
  return ({ id, format }) => exportRun(session.runStore.open(id), format)
}

/** Keeps the best weights of a run in the library of models, for the other places. */
export function keepRunHandler(session: EngineSession): EngineHandler<'keepRun'> {
  return async ({ id }) => {
    const files = session.runStore.open(id)
    const record = await readRun(files)
    if (record === null) return fail('bad-request', 'This run is gone.', 'Choose another one.')
    const weights = await readBestWeights(files)
    const { request, architecture, classes, parameters } = record
    return saveModel(
      {
        name: request.name,
        // The engine wrote it.
        family: (architecture as { readonly family: ModelFamily }).family,
        architecture,
        classes,
        parameters,
        origin: { kind: 'trained', runId: id },
        ...(request.frozen !== undefined && { frozen: request.frozen }),
      },
      pieces(weights),
    )
  }
}

async function* pieces(bytes: Uint8Array<ArrayBuffer>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield await Promise.resolve(bytes)
}
