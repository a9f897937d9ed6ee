import type { RunFiles } from '../../data/runs/runStore.ts'
import { fail } from '../../domain/failure.ts'
import type { RunHistory, RunRecord } from '../../domain/training/trainingRun.ts'
import { collectBlob } from '../../files/collectBlob.ts'
import { CLASSES_NOTE } from '../../models/checkpoint/openCheckpoint.ts'
import { openSafetensors } from '../../models/checkpoint/openSafetensors.ts'
import { writeSafetensors } from '../../models/checkpoint/writeSafetensors.ts'
import { writeTorch } from '../../models/checkpoint/writeTorch.ts'
import { BEST_WEIGHTS, readHistory } from '../../training/trainRun.ts'
import type { RunExport, RunExportFormat } from '../protocol/trainingMethods.ts'
import { readRun } from './runRecords.ts'

/** Where the record stands in a file of weights: among safetensors' metadata, or beside the pickle in PyTorch's zip. */
export const RECORD_NOTE = 'limn.run'
export const RECORD_PATH = 'extra/limn-run.json'

/**
 * A run as a file: record and curves as JSON, curves as a table, or its best weights, which `load_state_dict` takes. The
 * record (seed, backend, versions, fingerprint of the data, settings) is in each of them.
 */
export async function exportRun(files: RunFiles, format: RunExportFormat): Promise<RunExport> {
  const record = await readRun(files)
  if (record === null) return fail('bad-request', 'This run is gone.', 'Choose another one.')
  const name = fileNameOf(record)
  switch (format) {
    case 'json': {
      const text = JSON.stringify({ run: record, ...(await readHistory(files)) }, null, 2)
      return { name: `${name}.json`, file: new Blob([text], { type: 'application/json' }) }
    }
    case 'csv': {
      const text = csvOf(record, await readHistory(files))
      return { name: `${name}.csv`, file: new Blob([text], { type: 'text/csv' }) }
    }
    case 'safetensors': {
      const notes = {
        format: 'pt',
        [CLASSES_NOTE]: JSON.stringify(record.classes),
        [RECORD_NOTE]: JSON.stringify(record),
      }
      const file = await collectBlob(writeSafetensors(await bestTensors(files), notes))
      return { name: `${name}.safetensors`, file }
    }
    case 'pytorch': {
      const extra = new Map([[RECORD_PATH, JSON.stringify(record)]])
      const file = await collectBlob(writeTorch(await bestTensors(files), extra))
      return { name: `${name}.pth`, file }
    }
  }
}

/** The file of a run's best weights. */
export async function readBestWeights(files: RunFiles): Promise<Uint8Array<ArrayBuffer>> {
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

async function bestTensors(files: RunFiles) {
  const { tensors } = await openSafetensors(new Blob([await readBestWeights(files)]))
  return tensors
}

function fileNameOf({ request }: RunRecord): string {
  return request.name.replace(/[^\p{L}\p{N}-]+/gu, '-').replace(/^-+|-+$/g, '') || 'run'
}

/**
 * The record as a comment in the first line, the headings in the second, then one line a step; the figures of an
 * evaluation stand in the line of its step, those of one before the first step in a line 0.
 */
function csvOf(record: RunRecord, { curves, evaluations }: RunHistory): string {
  const parts = Object.keys(curves.parts)
  const scores = ['maskMap', 'maskMap50', 'boxMap', 'boxMap50'] as const
  const head = [
    ...['step', 'loss', ...parts],
    ...['learning_rate', 'gradient_norm', 'images', 'milliseconds', 'memory_bytes'],
    ...[...scores, 'mean_iou', 'dice'],
  ]
  const figuresAt = (step: number) => {
    const found = evaluations.find((each) => each.step === step)
    const { meanIou, dice } = found?.semantic ?? {}
    return [...scores.map((score) => found?.scores[score]), meanIou, dice]
  }
  const beforeAny = evaluations.some(({ step }) => step === 0)
    ? [[0, ...Array.from({ length: head.length - 7 }, () => undefined), ...figuresAt(0)]]
    : []
  const lines = Array.from(curves.step, (step, row) => [
    ...[step, curves.loss[row], ...parts.map((part) => curves.parts[part]?.[row])],
    ...[curves.learningRate[row], curves.gradientNorm[row], curves.images[row]],
    ...[curves.milliseconds[row], curves.memoryBytes[row], ...figuresAt(step)],
  ])
  const table = [head, ...beforeAny, ...lines].map((cells) => cells.join(','))
  return [`# ${JSON.stringify(record)}`, ...table, ''].join('\n')
}
