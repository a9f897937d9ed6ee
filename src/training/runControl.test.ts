import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryRunStore } from '../data/runs/runStore.ts'
import { PRESETS } from '../domain/training/presets.ts'
import { learningRateAt } from '../domain/training/schedule.ts'
import type { StepEvent, TrainingEvent } from '../domain/training/trainingEvent.ts'
import { ParameterStore } from '../models/parameters/parameterStore.ts'
import { startingArchitecture } from '../models/startingArchitecture.ts'
import { RunControl } from './runControl.ts'
import { readHistory, trainRun } from './trainRun.ts'

const [PRESET] = PRESETS
if (PRESET === undefined) throw new Error('There is no preset.')
const SETTINGS = { ...PRESET.settings, steps: 8, batchSize: 1, chunkSize: 1, checkpointEvery: 100 }
const SAMPLE = { width: 1, height: 1, rgb: new Uint8Array(3), objects: [] }

/** A run of a model of one number, with the hand that `act` moves when it hears of a step. */
async function steered(
  act: (event: StepEvent, control: RunControl) => void,
  files = createMemoryRunStore().open('run'),
) {
  const parameters = new ParameterStore({ seed: 1 })
  const { variable } = parameters.add('weight', {
    shape: [1],
    layout: 'vector',
    kind: 'weight',
    initial: { kind: 'constant', value: 1 },
  })
  const control = new RunControl()
  const steps: StepEvent[] = []
  const report = (event: TrainingEvent): void => {
    if (event.kind !== 'step') return
    steps.push(event)
    act(event, control)
  }
  const end = await trainRun({
    model: {
      parameters,
      architecture: startingArchitecture({ size: 'tiny', classes: ['background'], imageSize: 32 }),
      detect: () => Promise.resolve([]),
      passThrough: (size) => size,
      computeLosses: () => ({ loss: tf.sum(tf.square(variable)) }),
      dispose: () => undefined,
    },
    train: { count: 3, read: () => Promise.resolve(SAMPLE) },
    heldOut: { count: 0, read: () => Promise.resolve(SAMPLE) },
    settings: SETTINGS,
    files,
    control,
    signal: new AbortController().signal,
    turn: (work) => work(),
    report,
  })
  parameters.dispose()
  return { end, steps, files }
}

const plainRate = ({ step }: StepEvent) => learningRateAt(SETTINGS.schedule, step - 1)

describe('the hand on a run', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it('pauses between two steps for as long as it is held, and lets go', async () => {
    let waited = 0
    const { end, steps } = await steered(({ step }, control) => {
      if (step === 4) expect(waited).toBe(5)
      if (step !== 3) return
      control.pause()
      expect(control.isPaused).toBe(true)
      const wait = (): void => {
        waited += 1
        if (waited < 5) setTimeout(wait, 4)
        else control.resume()
      }
      setTimeout(wait, 4)
    })
    expect(waited).toBe(5)
    expect(end).toMatchObject({ reason: 'done', step: 8 })
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('changes the learning rate from the next step on, and the run keeps it when it goes on', async () => {
    const { steps, files, end } = await steered(({ step }, control) => {
      if (step === 2) control.scaleLearningRate(0.5)
      if (step === 5) control.stop()
    })
    expect(end).toMatchObject({ reason: 'asked', step: 5 })
    const later = await steered(() => undefined, files)
    expect(later.steps.map(({ step }) => step)).toEqual([6, 7, 8])
    for (const event of [...steps, ...later.steps]) {
      const scale = event.step <= 2 ? 1 : 0.5
      expect(event.learningRate).toBeCloseTo(plainRate(event) * scale, 12)
    }
  })

  it('stops after the step under way, also when it was paused, and what it learned is kept', async () => {
    const { end, files } = await steered(({ step }, control) => {
      if (step !== 4) return
      control.pause()
      setTimeout(() => control.stop(), 4)
    })
    expect(end).toEqual({ kind: 'end', step: 4, reason: 'asked' })
    expect((await readHistory(files)).curves.step).toEqual([1, 2, 3, 4])
    expect(await files.read('last.safetensors')).not.toBeNull()
  })
})
