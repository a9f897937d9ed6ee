import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasPythonModule, runPython } from '../../../tools/testing/systemPython.ts'
import { createMemoryRunStore, type RunFiles } from '../../data/runs/runStore.ts'
import { PRESETS, requestOf } from '../../domain/training/presets.ts'
import type { EvaluationEvent } from '../../domain/training/trainingEvent.ts'
import { DRAWN_SHAPES, type RunHistory, type RunRecord } from '../../domain/training/trainingRun.ts'
import { readStateDict } from '../../models/checkpoint/checkpoint.ts'
import { openSafetensors } from '../../models/checkpoint/openSafetensors.ts'
import { openTorch } from '../../models/checkpoint/openTorch.ts'
import { readSafetensorsHeader, type StateDict } from '../../models/checkpoint/safetensors.ts'
import { encodeTensors } from '../../training/checkpoint/encodeTensors.ts'
import { BEST_WEIGHTS, HISTORY_FILE } from '../../training/trainRun.ts'
import { exportRun } from './exportRun.ts'
import { writeRun } from './runRecords.ts'

const [PRESET] = PRESETS
if (PRESET === undefined) throw new Error('There is no preset.')
const request = requestOf(PRESET, { id: 'run', name: 'Cats & dogs, "big"', data: DRAWN_SHAPES })

const WEIGHTS: StateDict = new Map([
  [
    'head.weight',
    { dtype: 'F32', shape: [2, 3, 1, 1], data: Float32Array.of(0, 1, -2, 3.5, 4, 5) },
  ],
  ['head.bias', { dtype: 'F32', shape: [2], data: Float32Array.of(0.25, -1e-20) }],
])

const look = (step: number, maskMap: number): EvaluationEvent => ({
  kind: 'evaluation',
  step,
  scores: { maskMap, maskMap50: 2 * maskMap, boxMap: 0, boxMap50: 0 },
  classes: [{ name: 'cat', ap: maskMap }],
  semantic: { meanIou: maskMap / 2, dice: maskMap / 4, classes: [] },
  pictures: 3,
  isBest: true,
  isAverage: false,
})

const RECORD: RunRecord = {
  request,
  status: 'done',
  failure: null,
  createdAt: '2026-01-02T03:04:05.000Z',
  updatedAt: '2026-01-02T03:05:05.000Z',
  step: 3,
  best: look(2, 0.2),
  backend: 'WASM with 2 threads',
  versions: { limn: '0.1.0', tensorflow: '4.22.0' },
  dataFingerprint: 'drawn:1',
  classes: ['background', 'cat'],
  architecture: { family: 'mask-rcnn' },
  parameters: 8,
  pictures: { train: 12, heldOut: 3 },
}

const HISTORY: RunHistory = {
  curves: {
    step: [1, 2, 3],
    loss: [3, 2.5, 2],
    parts: { loss_mask: [1, 0.75, 0.5], loss_box_reg: [2, 1.75, 1.5] },
    learningRate: [0.1, 0.2, 0.3],
    gradientNorm: [9, 8, 7],
    images: [2, 2, 2],
    milliseconds: [40, 41, 42],
    memoryBytes: [1e6, 2e6, 3e6],
  },
  evaluations: [look(0, 0.01), look(2, 0.2)],
}

async function keptRun(): Promise<RunFiles> {
  const files = createMemoryRunStore().open('run')
  await writeRun(files, RECORD)
  await files.write(HISTORY_FILE, new TextEncoder().encode(JSON.stringify(HISTORY)))
  await files.write(BEST_WEIGHTS, encodeTensors(WEIGHTS))
  return files
}

const bytesOf = async (file: Blob) => new Uint8Array(await file.arrayBuffer())

describe('exportRun', () => {
  it('writes JSON with seed, backend, versions, fingerprint, settings and every figure', async () => {
    const { name, file } = await exportRun(await keptRun(), 'json')
    expect(name).toBe('Cats-dogs-big.json')
    const { run, ...history } = JSON.parse(await file.text()) as { run: RunRecord } & RunHistory
    expect(run).toEqual(RECORD)
    expect(run.request.settings.seed).toBe(1)
    expect(history).toEqual(HISTORY)
  })

  it('writes a row a step, the evaluations in theirs, and the record in the first line', async () => {
    const { name, file } = await exportRun(await keptRun(), 'csv')
    expect(name).toBe('Cats-dogs-big.csv')
    const [comment = '', head = '', ...rows] = (await file.text()).trimEnd().split('\n')
    expect(JSON.parse(comment.replace(/^# /, ''))).toEqual(RECORD)
    const columns = head.split(',')
    const table = rows.map((row) => row.split(','))
    for (const row of table) expect(row).toHaveLength(columns.length)
    const column = (title: string) => table.map((row) => row[columns.indexOf(title)])
    expect(column('step')).toEqual(['0', '1', '2', '3'])
    expect(column('loss')).toEqual(['', '3', '2.5', '2'])
    expect(column('loss_box_reg')).toEqual(['', '2', '1.75', '1.5'])
    expect(column('memory_bytes')).toEqual(['', '1000000', '2000000', '3000000'])
    expect(column('maskMap')).toEqual(['0.01', '', '0.2', ''])
    expect(column('mean_iou')).toEqual(['0.005', '', '0.1', ''])
    expect(column('dice')).toEqual(['0.0025', '', '0.05', ''])
  })

  it('writes safetensors that open with the same values, the classes and the record', async () => {
    const { name, file } = await exportRun(await keptRun(), 'safetensors')
    expect(name).toBe('Cats-dogs-big.safetensors')
    const opened = await openSafetensors(file)
    expect(await readStateDict(opened)).toEqual(WEIGHTS)
    const { metadata } = await readSafetensorsHeader(file)
    expect(JSON.parse(metadata.get('limn.run') ?? '')).toEqual(RECORD)
    expect(metadata.get('classes')).toBe('["background","cat"]')
  })

  it('writes a PyTorch file that opens with the same values, the record beside them', async () => {
    const { name, file } = await exportRun(await keptRun(), 'pytorch')
    expect(name).toBe('Cats-dogs-big.pth')
    const opened = await openTorch(file, { name, format: 'pytorch' })
    expect(await readStateDict(opened)).toEqual(WEIGHTS)
    const text = new TextDecoder().decode(await bytesOf(file))
    expect(text).toContain(JSON.stringify(RECORD))
  })

  it('says what is missing where there is nothing to export', async () => {
    const files = createMemoryRunStore().open('none')
    await expect(exportRun(files, 'json')).rejects.toThrow('This run is gone.')
    await writeRun(files, RECORD)
    await expect(exportRun(files, 'pytorch')).rejects.toThrow('no best weights yet')
  })
})

const LOAD = `
import json, sys, warnings, zipfile
warnings.filterwarnings('ignore')
import torch
state = torch.load(sys.argv[1], weights_only=True)
print(json.dumps({k: [str(v.dtype), list(v.shape), v.double().flatten().tolist()] for k, v in state.items()}))
print(zipfile.ZipFile(sys.argv[1]).read('archive/extra/limn-run.json').decode())
`
const hasTorch = await hasPythonModule('torch')

// Skipped, and counted as such, where PyTorch is not installed for the system's Python.
it.skipIf(!hasTorch)(
  'a run exported for PyTorch is opened by torch.load',
  async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'limn-run-'))
    try {
      const at = path.join(folder, 'run.pth')
      await writeFile(at, await bytesOf((await exportRun(await keptRun(), 'pytorch')).file))
      const stdout = await runPython('-c', LOAD, at)
      const [values = '', record = ''] = stdout.trim().split('\n')
      expect(JSON.parse(values)).toEqual({
        'head.weight': ['torch.float32', [2, 3, 1, 1], [0, 1, -2, 3.5, 4, 5]],
        'head.bias': ['torch.float32', [2], [0.25, Math.fround(-1e-20)]],
      })
      expect(JSON.parse(record)).toEqual(RECORD)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  120_000,
)
