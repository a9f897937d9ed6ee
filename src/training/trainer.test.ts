import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryRunStore, type RunFiles } from '../data/runs/runStore.ts'
import type { Random } from '../domain/random.ts'
import { ADAM_DEFAULTS } from '../domain/training/optimizerSettings.ts'
import type { TrainingEvent } from '../domain/training/trainingEvent.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import { ParameterStore } from '../models/parameters/parameterStore.ts'
import { createBatches } from './batches.ts'
import { createAverageHook } from './hooks/averageHook.ts'
import { createCheckpointHook } from './hooks/checkpointHook.ts'
import { createEarlyStopHook } from './hooks/earlyStopHook.ts'
import { createEvaluationHook } from './hooks/evaluationHook.ts'
import { createScheduleHook } from './hooks/scheduleHook.ts'
import type { LearningModel } from './learningModel.ts'
import type { TrainerHook } from './trainerHook.ts'
import { Trainer, type TrainerOptions, type TrainerSettings } from './trainer.ts'

/** A picture of one grey pixel; the toy learns to tell its level. */
function greySample(level: number): TrainingSample {
  return { width: 1, height: 1, rgb: Uint8Array.of(level, level, level), objects: [] }
}

/** y = w x + b, asked to be 3 x + 1, with a sampled noise, so that random numbers matter. */
class ToyModel implements LearningModel {
  readonly parameters = new ParameterStore({ seed: 1 })
  /** Called with the pictures of each pass. */
  onLosses: (samples: readonly TrainingSample[]) => void = () => undefined
  factor = 1

  constructor() {
    this.parameters.add('weight', {
      shape: [1, 1],
      layout: 'matrix',
      kind: 'weight',
      initial: { kind: 'constant', value: 0 },
    })
    this.parameters.add('bias', {
      shape: [1],
      layout: 'vector',
      kind: 'weight',
      initial: { kind: 'constant', value: 0 },
    })
  }

  computeLosses(samples: readonly TrainingSample[], { random }: { random: Random }) {
    this.onLosses(samples)
    const levels = samples.map(({ rgb }) => (rgb[0] ?? 0) / 255)
    const x = tf.tensor2d(levels, [levels.length, 1])
    const wanted = tf.tensor2d(
      levels.map((level) => 3 * level + 1 + 0.01 * random.normal()),
      [levels.length, 1],
    )
    const y = tf.add(
      tf.matMul(x, this.parameters.get('weight').variable as tf.Tensor2D),
      this.parameters.get('bias').variable,
    )
    return {
      square: tf.mul<tf.Scalar>(tf.mean<tf.Scalar>(tf.square(tf.sub(y, wanted))), this.factor),
    }
  }

  values(): number[] {
    return ['weight', 'bias'].map((name) => this.parameters.get(name).variable.dataSync()[0] ?? NaN)
  }
}

const memoryFiles = () => createMemoryRunStore().open('run')

const SETTINGS: TrainerSettings = {
  seed: 5,
  steps: 12,
  batchSize: 4,
  chunkSize: 4,
  lossWeights: {},
  optimizer: ADAM_DEFAULTS,
  weightDecay: 0.01,
  decaysVectors: false,
  backboneScale: 1,
  clipNorm: 1,
}
const SOURCE = {
  count: 7,
  read: (index: number) => Promise.resolve(greySample(index * 36)),
}
const open: { dispose(): void }[] = []

function toyRun({
  files = memoryFiles(),
  settings = SETTINGS,
  hooks = [],
  turn,
}: {
  files?: RunFiles
  settings?: TrainerSettings
  hooks?: readonly TrainerHook[]
  turn?: TrainerOptions['turn']
} = {}) {
  const model = new ToyModel()
  const events: TrainingEvent[] = []
  const checkpoints = createCheckpointHook(files, 4)
  const schedule = createScheduleHook({
    base: 0.1,
    shape: { kind: 'cosine', steps: 12, minimum: 0 },
    warmup: { steps: 3, factor: 0.1 },
  })
  const average = createAverageHook(model, 0.9)
  const trainer = new Trainer({
    model,
    batches: createBatches(SOURCE, { seed: settings.seed }),
    settings,
    hooks: [
      schedule,
      average,
      ...hooks,
      checkpoints,
      { name: 'log', onEvent: (event) => void events.push(event) },
    ],
    lastGood: checkpoints.lastGood,
    ...(turn && { turn }),
  })
  open.push({ dispose: () => trainer.dispose() }, model.parameters)
  return { trainer, model, events, checkpoints, schedule, average }
}

const never = () => new AbortController().signal
const kinds = (events: readonly TrainingEvent[]) => events.map(({ kind }) => kind)

describe('Trainer', () => {
  beforeAll(() => tf.setBackend('cpu'))
  afterEach(() => {
    for (const each of open.splice(0)) each.dispose()
    expect(tf.memory().numTensors).toBe(0)
  })

  it('learns, tells every step, and keeps no tensor', async () => {
    const { trainer, events } = toyRun({ settings: { ...SETTINGS, steps: 60, clipNorm: null } })
    await trainer.run(never())
    const steps = events.filter((event) => event.kind === 'step')
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    expect(steps[0]?.loss).toBeGreaterThan(3)
    // The cosine ended at step 12 and rises again; what was learned stays.
    expect(steps.pop()?.loss).toBeLessThan(1)
    expect(events.at(-1)).toEqual({ kind: 'end', step: 60, reason: 'done' })
  })

  it('gives the same weights for the same seed', async () => {
    const [one, two] = [toyRun(), toyRun()]
    await one.trainer.run(never())
    await two.trainer.run(never())
    expect(one.model.values()).toEqual(two.model.values())
  })

  it('ends with the same weights and averages whether or not it was stopped and resumed', async () => {
    const straight = toyRun()
    await straight.trainer.run(never())

    const files = memoryFiles()
    const stopping: TrainerHook = {
      name: 'stopping',
      afterStep: ({ step }, { stop }) => {
        if (step === 5) stop('asked')
      },
    }
    const first = toyRun({ files, hooks: [stopping] })
    const end = await first.trainer.run(never())
    expect(end).toEqual({ kind: 'end', step: 5, reason: 'asked' })

    const second = toyRun({ files })
    const checkpoint = await second.checkpoints.latest()
    if (checkpoint === null) throw new Error('no checkpoint')
    second.trainer.restore(checkpoint)
    await second.trainer.run(never())
    expect(second.model.values()).toEqual(straight.model.values())
    const averages = await Promise.all(
      [straight, second].map(({ average, model }) =>
        average.withAverage(() => Promise.resolve(model.values())),
      ),
    )
    expect(averages[1]).toEqual(averages[0])
    expect(averages[0]).not.toEqual(straight.model.values())
  })

  it('goes on after a kill from the last checkpoint, to the same weights', async () => {
    const straight = toyRun()
    await straight.trainer.run(never())
    const files = memoryFiles()
    const killed = toyRun({ files })
    const abort = new AbortController()
    // In the middle of the seventh step; the last checkpoint is that of the fourth.
    let passes = 0
    killed.model.onLosses = () => {
      if (++passes === 7) abort.abort()
    }
    await expect(killed.trainer.run(abort.signal)).rejects.toThrow(/abort/i)

    const resumed = toyRun({ files })
    const checkpoint = await resumed.checkpoints.latest()
    expect(checkpoint?.step).toBe(4)
    if (checkpoint !== null) resumed.trainer.restore(checkpoint)
    await resumed.trainer.run(never())
    expect(resumed.model.values()).toEqual(straight.model.values())
  })

  it('leaves a step that was cancelled in its middle as if it had never begun', async () => {
    const straight = toyRun()
    await straight.trainer.run(never())
    const run = toyRun()
    const abort = new AbortController()
    let passes = 0
    run.model.onLosses = () => {
      if (++passes === 7) abort.abort()
    }
    await expect(run.trainer.run(abort.signal)).rejects.toThrow(/abort/i)
    expect(run.trainer.step).toBe(6)
    await run.trainer.run(never())
    expect(run.model.values()).toEqual(straight.model.values())
  })

  it('takes the same update from chunks as from the whole batch', async () => {
    // The noise is drawn in the same order whether four pictures come at once or one by one.
    const whole = toyRun()
    const chunked = toyRun({ settings: { ...SETTINGS, chunkSize: 1 } })
    await whole.trainer.run(never())
    await chunked.trainer.run(never())
    const values = chunked.model.values()
    whole.model.values().forEach((value, i) => expect(values[i]).toBeCloseTo(value, 5))
  })

  it('answers a want of memory with half the pictures at a time, and takes the same update', async () => {
    const tight = toyRun()
    tight.model.onLosses = (samples) => {
      if (samples.length > 1) throw new RangeError('Array buffer allocation failed')
    }
    const single = toyRun({ settings: { ...SETTINGS, chunkSize: 1 } })
    await tight.trainer.run(never())
    await single.trainer.run(never())
    expect(tight.model.values()).toEqual(single.model.values())
    expect(tight.events.filter(({ kind }) => kind === 'smaller-chunk')).toEqual([
      { kind: 'smaller-chunk', step: 0, chunkSize: 2 },
      { kind: 'smaller-chunk', step: 0, chunkSize: 1 },
    ])
  })

  it('says what to do when not even one picture fits', async () => {
    const { trainer, model } = toyRun()
    model.onLosses = () => {
      throw new RangeError('Array buffer allocation failed')
    }
    await expect(trainer.run(never())).rejects.toMatchObject({
      failure: { reason: 'out-of-memory', remedy: expect.stringContaining('smaller') as string },
    })
  })

  it('stops when the loss is not a number, goes back to the last good weights and says what to try', async () => {
    const run = toyRun()
    let passes = 0
    run.model.onLosses = () => {
      if (++passes === 7) run.model.factor = NaN
    }
    const end = await run.trainer.run(never())
    expect(end).toEqual({ kind: 'end', step: 4, reason: 'diverged' })
    expect(run.events.find(({ kind }) => kind === 'rollback')).toMatchObject({
      from: 6,
      to: 4,
      failure: { reason: 'diverged', remedy: expect.stringContaining('learning rate') as string },
    })
    expect(run.model.values().every(Number.isFinite)).toBe(true)
  })

  it('does not go back to a checkpoint whose own loss was not a number', async () => {
    const run = toyRun()
    let passes = 0
    run.model.onLosses = () => {
      if (++passes === 5) run.model.factor = Infinity
    }
    // The checkpoint of step 4 exists, but no finite loss was ever seen with its weights.
    const end = await run.trainer.run(never())
    expect(end).toEqual({ kind: 'end', step: 0, reason: 'diverged' })
  })

  it('looks before the first step, and stops after looks that bring nothing better', async () => {
    const scores = [0, 0.1, 0.3, 0.2, 0.25, 0.9]
    const seen: number[] = []
    const evaluation = createEvaluationHook({
      every: 2,
      bestBy: 'maskMap',
      evaluate: () => {
        const maskMap = scores.shift() ?? 0
        const figures = { maskMap, maskMap50: 0, boxMap: 0, boxMap50: 0 }
        return Promise.resolve({ scores: figures, classes: [], pictures: 1, isAverage: false })
      },
      onBest: ({ step }) => {
        seen.push(step)
        return Promise.resolve()
      },
    })
    const { trainer, events } = toyRun({ hooks: [evaluation, createEarlyStopHook(2)] })
    const end = await trainer.run(never())
    expect(end).toEqual({ kind: 'end', step: 8, reason: 'no-better' })
    expect(seen).toEqual([0, 2, 4])
    expect(kinds(events).filter((kind) => kind === 'evaluation')).toHaveLength(5)
  })

  it('takes the mean IoU of the pixels for the best, where that is asked for and there is one', async () => {
    const looks = [
      { maskMap: 0.9, meanIou: 0.1 },
      { maskMap: 0.1, meanIou: 0.4 },
      { maskMap: 0.2, meanIou: null },
    ]
    const best: number[] = []
    const evaluation = createEvaluationHook({
      every: 2,
      bestBy: 'meanIou',
      evaluate: () => {
        const { maskMap = 0, meanIou = null } = looks.shift() ?? {}
        const scores = { maskMap, maskMap50: 0, boxMap: 0, boxMap50: 0 }
        const semantic = meanIou === null ? {} : { semantic: { meanIou, dice: 0, classes: [] } }
        return Promise.resolve({ scores, classes: [], ...semantic, pictures: 1, isAverage: false })
      },
      onBest: ({ step }) => {
        best.push(step)
        return Promise.resolve()
      },
    })
    await toyRun({ hooks: [evaluation] }).trainer.run(never())
    expect(best).toEqual([0, 2])
  })

  it('takes a new learning rate while it runs, and keeps it in the checkpoint', async () => {
    const files = memoryFiles()
    const hook: TrainerHook = {
      name: 'hand',
      afterStep: ({ step }, { stop }) => {
        if (step === 4) run.schedule.setScale(0.5)
        if (step === 6) stop('asked')
      },
    }
    const run = toyRun({ files, hooks: [hook] })
    await run.trainer.run(never())
    const resumed = toyRun({ files })
    const checkpoint = await resumed.checkpoints.latest()
    if (checkpoint !== null) resumed.trainer.restore(checkpoint)
    await resumed.trainer.run(never())
    const straight = toyRun()
    await straight.trainer.run(never())
    const rates = ({ events }: { events: TrainingEvent[] }) =>
      events.flatMap((event) => (event.kind === 'step' ? [event.learningRate] : []))
    const plain = rates(straight)
    expect([...rates(run), ...rates(resumed)]).toEqual(
      plain.map((rate, i) => (i < 4 ? rate : rate * 0.5)),
    )
  })
})
