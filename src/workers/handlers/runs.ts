import type { RunFiles } from '../../data/runs/runStore.ts'
import { saveModel } from '../../data/library/modelLibrary.ts'
import type { ModelFamily } from '../../domain/libraryModel.ts'
import { fail } from '../../domain/failure.ts'
import type { RunHistory, RunRecord } from '../../domain/training/trainingRun.ts'
import { BEST_WEIGHTS, readHistory } from '../../training/trainRun.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import type { RunExport } from '../protocol/trainingMethods.ts'
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

/** A run as a file: its record and curves as JSON, its curves as a table, or its best weights as safetensors. */
export function exportRunHandler(session: EngineSession): EngineHandler<'exportRun'> {
  return async ({ id, format }) => {
    const files = session.runStore.open(id)
    const record = await readRun(files)
    if (record === null) return fail('bad-request', 'This run is gone.', 'Choose another one.')
    const name = fileNameOf(record)
    if (format === 'weights') return exportWeights(files, name)
    const history = await readHistory(files)
    if (format === 'csv') {
      return { name: `${name}.csv`, file: new Blob([csvOf(history)], { type: 'text/csv' }) }
    }
    const text = JSON.stringify({ run: record, ...history }, null, 2)
    return { name: `${name}.json`, file: new Blob([text], { type: 'application/json' }) }
  }
}

/** Keeps the best weights of a run in the library of models, for the other places. */
export function keepRunHandler(session: EngineSession): EngineHandler<'keepRun'> {
  return async ({ id }) => {
    const files = session.runStore.open(id)
    const record = await readRun(files)
    if (record === null) return fail('bad-request', 'This run is gone.', 'Choose another one.')
    const weights = await readBest(files)
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

async function exportWeights(files: RunFiles, name: string): Promise<RunExport> {
  const weights = await readBest(files)
  return { name: `${name}.safetensors`, file: new Blob([weights]) }
}

async function readBest(files: RunFiles): Promise<Uint8Array<ArrayBuffer>> {
  const weights = await files.read(BEST_WEIGHTS)
  if (weights === null) {
    return fail(
      'weights-missing',
      'This run has no best weights yet: it was never measured on held-out pictures.',
      'Let it run to its first evaluation.',
    )
  }
  return weights
}

function fileNameOf({ request }: RunRecord): string {
  return request.name.replace(/[^\p{L}\p{N}-]+/gu, '-').replace(/^-+|-+$/g, '') || 'run'
}

/** One line a step; the scores of an evaluation stand in the line of its step. */
function csvOf({ curves, evaluations }: RunHistory): string {
  const parts = Object.keys(curves.parts)
  const scores = ['maskMap', 'maskMap50', 'boxMap', 'boxMap50'] as const
  const head = [
    'step',
    'loss',
    ...parts,
    'learning_rate',
    'gradient_norm',
    'images',
    'milliseconds',
    ...scores,
  ]
  const evaluated = new Map(evaluations.map((each) => [each.step, each.scores]))
  const lines = Array.from(curves.step, (step, row) =>
    [
      step,
      curves.loss[row],
      ...parts.map((part) => curves.parts[part]?.[row]),
      curves.learningRate[row],
      curves.gradientNorm[row],
      curves.images[row],
      curves.milliseconds[row],
      ...scores.map((score) => evaluated.get(step)?.[score]),
    ].join(','),
  )
  return [head.join(','), ...lines, ''].join('\n')
}
