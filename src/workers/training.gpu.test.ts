import { afterEach, describe, expect, it } from 'vitest'
import { PRESETS, requestOf } from '../domain/training/presets.ts'
import type { TrainingEvent } from '../domain/training/trainingEvent.ts'
import type { RunRequest } from '../domain/training/trainingRun.ts'
import type { TrainingSettings } from '../domain/training/trainingSettings.ts'
import { parseSafetensors, type StateDict } from '../models/checkpoint/safetensors.ts'
import { createEngineClient, type EngineClient } from './engineClient.ts'

const MINUTE = 60_000
const NativeWorker = self.Worker
const engines: EngineClient[] = []

/** A run of a few seconds on drawn pictures of 32 pixels. */
function smallRun(id: string, change: Partial<TrainingSettings> = {}): RunRequest {
  const [preset] = PRESETS
  if (preset === undefined) throw new Error('There is no preset.')
  const data = { kind: 'drawn', seed: 4, count: 10, width: 32, height: 32, maxObjects: 1 } as const
  const request = requestOf({ ...preset, imageSize: 32 }, { id, name: id, data })
  const settings = { ...request.settings, steps: 10, batchSize: 2, chunkSize: 2 }
  return {
    ...request,
    settings: { ...settings, evaluateEvery: 0, checkpointEvery: 2, ...change },
  }
}

async function openEngine(): Promise<EngineClient> {
  const engine = createEngineClient()
  engines.push(engine)
  await engine.start({ choice: 'wasm' })
  return engine
}

/** By name; the file's record tells when and under which name they were learned. */
async function bestWeights(engine: EngineClient, id: string): Promise<StateDict> {
  const { file } = await engine.exportRun({ id, format: 'safetensors' })
  return parseSafetensors(new Uint8Array(await file.arrayBuffer()))
}

/** Trains a run to its end and hands back the best weights. */
async function straight(engine: EngineClient, id: string): Promise<StateDict> {
  await engine.deleteRun({ id })
  const end = await engine.train(smallRun(id))
  expect(end).toMatchObject({ reason: 'done', step: 10 })
  return bestWeights(engine, id)
}

/** The workers that are made from now on. */
function rememberWorkers(): readonly Worker[] {
  const made: Worker[] = []
  self.Worker = class extends NativeWorker {
    constructor(...words: ConstructorParameters<typeof Worker>) {
      super(...words)
      made.push(this)
    }
  }
  return made
}

const atStep =
  (step: number, act: () => void) =>
  ({ events }: { readonly events: readonly TrainingEvent[] }): void => {
    if (events.some((event) => event.kind === 'step' && event.step === step)) act()
  }

describe('a training run in the engine worker', () => {
  afterEach(() => {
    self.Worker = NativeWorker
    for (const engine of engines.splice(0)) engine.terminate()
  })

  it(
    'ends with the same weights after a cancel in the middle of a step, after a killed worker and after a crash',
    async () => {
      const spawned = rememberWorkers()
      const engine = await openEngine()
      const expected = await straight(engine, 'straight')

      await engine.deleteRun({ id: 'cancelled' })
      const cancel = new AbortController()
      const cancelled = engine.train(smallRun('cancelled'), {
        signal: cancel.signal,
        onProgress: atStep(1, () => cancel.abort()),
      })
      await expect(cancelled).rejects.toMatchObject({ failure: { reason: 'cancelled' } })
      const record = async () => {
        const runs = await engine.listRuns(null)
        return runs.find(({ request }) => request.id === 'cancelled')
      }
      await expect.poll(record, { timeout: MINUTE }).toMatchObject({ status: 'stopped' })
      const at = (await record())?.step ?? NaN
      expect(at).toBeLessThan(10)
      const steps: number[] = []
      await engine.train(smallRun('cancelled'), {
        onProgress: ({ events }) => {
          for (const event of events) if (event.kind === 'step') steps.push(event.step)
        },
      })
      expect(steps[0]).toBe(at + 1)
      expect(steps.at(-1)).toBe(10)
      expect(await bestWeights(engine, 'cancelled')).toEqual(expected)

      await engine.deleteRun({ id: 'crashed' })
      const end = await engine.train(smallRun('crashed'), {
        // Once: what the worker's browser does when it falls over.
        onProgress: atStep(1, () => {
          if (spawned.length === 1) spawned[0]?.dispatchEvent(new ErrorEvent('error'))
        }),
      })
      expect(end).toMatchObject({ reason: 'done', step: 10 })
      expect(spawned).toHaveLength(2)
      expect(await bestWeights(engine, 'crashed')).toEqual(expected)

      await engine.deleteRun({ id: 'killed' })
      const killed = engine.train(smallRun('killed'), {
        onProgress: atStep(1, () => engine.terminate()),
      })
      await expect(killed).rejects.toThrow()
      const next = await openEngine()
      await next.train(smallRun('killed'))
      expect(await bestWeights(next, 'killed')).toEqual(expected)
    },
    5 * MINUTE,
  )

  it(
    'begins with the shipped nuclei model, learns as a U-Net, and is kept as one',
    async () => {
      const engine = await openEngine()
      await engine.deleteRun({ id: 'cells' })
      const events: TrainingEvent[] = []
      const start = { kind: 'library', modelId: 'unet-nuclei' } as const
      const end = await engine.train(
        { ...smallRun('cells', { steps: 2 }), start },
        { onProgress: ({ events: some }) => events.push(...some) },
      )
      expect(end).toMatchObject({ reason: 'done', step: 2 })
      const steps = events.filter((event) => event.kind === 'step')
      expect(steps).toHaveLength(2)
      for (const { loss } of steps) expect(loss).toBeGreaterThan(0)
      const kept = await engine.keepRun({ id: 'cells' })
      expect(kept).toMatchObject({
        family: 'unet',
        classes: ['background', 'disc', 'box', 'triangle'],
      })
      await engine.deleteModel({ id: kept.id })
    },
    MINUTE,
  )

  it(
    'trains an FCN on the detector’s body by the losses asked for, measures its pixels, exports it to PyTorch and opens that',
    async () => {
      const engine = await openEngine()
      await engine.deleteRun({ id: 'fcn' })
      const events: TrainingEvent[] = []
      const semanticLosses = [
        { kind: 'cross-entropy', weight: 1, classWeights: [0.5, 1, 1, 1], labelSmoothing: 0.05 },
        { kind: 'tversky', weight: 0.5, alpha: 0.3, beta: 0.7 },
        { kind: 'lovasz', weight: 0.2 },
      ] as const
      const request = smallRun('fcn', { steps: 2, evaluateEvery: 2, semanticLosses })
      const end = await engine.train(
        { ...request, start: { kind: 'new', size: 'fcn' } },
        { onProgress: ({ events: some }) => events.push(...some) },
      )
      expect(end).toMatchObject({ reason: 'done', step: 2 })
      const [step] = events.filter((event) => event.kind === 'step')
      const names = ['loss_cross_entropy', 'loss_tversky', 'loss_lovasz']
      expect(Object.keys(step?.parts ?? {})).toEqual(names)
      const looks = events.filter((event) => event.kind === 'evaluation')
      for (const { semantic } of looks) {
        expect(semantic?.classes.map(({ name }) => name)).toEqual([
          'background',
          ...['disc', 'box', 'triangle'],
        ])
        const known = semantic?.classes.flatMap(({ iou }) => iou ?? []) ?? []
        const mean = known.reduce((sum, iou) => sum + iou, 0) / known.length
        expect(semantic?.meanIou).toBeCloseTo(mean, 12)
        expect(semantic?.meanIou).toBeGreaterThan(0)
      }
      expect(looks).toHaveLength(2)

      const kept = await engine.keepRun({ id: 'fcn' })
      expect(kept.family).toBe('fcn')
      const { file, name } = await engine.exportModel({ id: kept.id, format: 'pytorch' })
      const { model, fit } = await engine.importModel({ files: [{ name, file }] })
      expect(fit).toEqual({ missing: [], unexpected: [], misshapen: [] })
      expect(model.family).toBe('fcn')
      const layers = await engine.inspectModel({ id: model.id })
      expect(layers.map((layer) => layer.name)).toContain('backbone.18.0.weight')
      expect(layers.find((layer) => layer.name === 'score.0.weight')?.shape).toEqual([
        4, 1280, 1, 1,
      ])
      for (const { id } of [kept, model]) await engine.deleteModel({ id })
    },
    MINUTE,
  )

  it(
    'goes back to its last good checkpoint when numbers run away, and says what to try',
    async () => {
      const engine = await openEngine()
      await engine.deleteRun({ id: 'wild' })
      const events: TrainingEvent[] = []
      const { schedule } = smallRun('wild').settings
      const end = await engine.train(
        smallRun('wild', { schedule: { ...schedule, base: 1e30, warmup: null }, clipNorm: null }),
        { onProgress: ({ events: some }) => events.push(...some) },
      )
      expect(end.reason).toBe('diverged')
      const rollback = events.find((event) => event.kind === 'rollback')
      expect(rollback?.failure.remedy).toMatch(/learning rate/)
      const [record] = await engine.listRuns(null)
      expect(record).toMatchObject({ status: 'diverged', step: rollback?.to })
      expect(record?.failure?.reason).toBe(rollback?.failure.reason)
    },
    MINUTE,
  )
})
