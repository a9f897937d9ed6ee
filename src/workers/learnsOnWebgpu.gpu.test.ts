import { afterAll, describe, expect, it } from 'vitest'
import { PRESETS, requestOf } from '../domain/training/presets.ts'
import type { TrainingEvent } from '../domain/training/trainingEvent.ts'
import type { RunRequest } from '../domain/training/trainingRun.ts'
import { createEngineClient } from './engineClient.ts'

const engine = createEngineClient()

/** The first preset's model and optimizer on discs of 48 pixels' pictures: few steps, since each takes a second here. */
function discs(): RunRequest {
  const [preset] = PRESETS
  if (preset === undefined) throw new Error('There is no preset.')
  const request = requestOf(
    { ...preset, imageSize: 48 },
    {
      id: 'discs',
      name: 'Discs',
      data: {
        ...{ kind: 'drawn', seed: 1, count: 300, valShare: 0.04 },
        ...{ width: 48, height: 48, maxObjects: 1, radius: [0.2, 0.35], kinds: 1 },
      },
    },
  )
  const steps = 40
  const schedule = {
    base: 0.004,
    shape: { kind: 'cosine', steps, minimum: 0 },
    warmup: { steps: 5, factor: 0.1 },
  } as const
  const settings = {
    ...request.settings,
    steps,
    schedule,
    evaluateEvery: steps,
    checkpointEvery: 20,
  }
  return { ...request, settings }
}

describe('the engine worker on WebGPU', () => {
  afterAll(() => engine.terminate())

  it('teaches a Mask R-CNN from an mAP50 under 0.05 to one over 0.5', async () => {
    const { backend } = await engine.start({ choice: 'webgpu' })
    expect(backend).toBe('webgpu')
    await engine.deleteRun({ id: 'discs' })
    const events: TrainingEvent[] = []
    const end = await engine.train(discs(), {
      onProgress: ({ events: some }) => events.push(...some),
    })
    expect(end).toMatchObject({ reason: 'done', step: 40 })
    const scores = events.flatMap((event) => (event.kind === 'evaluation' ? [event] : []))
    const [first, last] = [scores[0], scores.at(-1)]
    expect(first?.step).toBe(0)
    expect(first?.scores.maskMap50).toBeLessThan(0.05)
    expect(last.step).toBe(40)
    expect(last.scores.maskMap50).toBeGreaterThan(0.5)
    await engine.deleteRun({ id: 'discs' })
  }, 600_000)
})
