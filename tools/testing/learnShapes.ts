import * as tf from '@tensorflow/tfjs-core'
import { drawDataset } from '../../src/data/drawnDataset.ts'
import { trainingSampleOf } from '../../src/data/trainingSampleOf.ts'
import { DECODE_DEFAULTS } from '../../src/domain/regions/decodeInstances.ts'
import { ADAM_DEFAULTS } from '../../src/domain/training/optimizerSettings.ts'
import type { TrainingSample } from '../../src/domain/trainingSample.ts'
import { buildModel } from '../../src/models/buildModel.ts'
import type { UNetArchitecture } from '../../src/models/semanticArchitecture.ts'
import { createBatches } from '../../src/training/batches.ts'
import { evaluateModel } from '../../src/training/evaluateModel.ts'
import { createScheduleHook } from '../../src/training/hooks/scheduleHook.ts'
import { Trainer } from '../../src/training/trainer.ts'

const SIDE = 32
const STEPS = 140
const PICTURES = 208
/** The last pictures, which are not learnt from. */
const HELD_OUT = 8

const ARCHITECTURE: UNetArchitecture = {
  family: 'unet',
  classes: ['ground', 'shape'],
  input: {
    range: 'fixed',
    mean: [0.5, 0.5, 0.5],
    deviation: [0.25, 0.25, 0.25],
    tile: 64,
    overlap: 16,
  },
  losses: [
    { kind: 'cross-entropy', weight: 1 },
    { kind: 'dice', weight: 0.5 },
  ],
  decoding: DECODE_DEFAULTS,
  encoder: {
    kind: 'plain',
    widths: [16, 24, 32],
    norm: { kind: 'batch', epsilon: 1e-5 },
    padding: 'same',
    up: 'transposed',
  },
  instanceHeads: false,
}

/**
 * Trains a small U-Net from nothing, by the app's own trainer, to tell the shapes of the drawn dataset from their
 * ground, and measures it as a run does, on pictures it has not seen.
 */
export async function learnShapes(): Promise<{ readonly meanIou: number; readonly leaks: number }> {
  const before = tf.memory().numTensors
  const samples = drawSamples()
  const training = samples.slice(0, -HELD_OUT)
  const model = buildModel(ARCHITECTURE, { seed: 3 })
  const source = { count: training.length, read: (i: number) => Promise.resolve(at(training, i)) }
  const trainer = new Trainer({
    model,
    batches: createBatches(source, { seed: 3 }),
    settings: {
      seed: 3,
      steps: STEPS,
      batchSize: 8,
      chunkSize: 8,
      lossWeights: {},
      optimizer: ADAM_DEFAULTS,
      weightDecay: 0,
      decaysVectors: false,
      backboneScale: 1,
      clipNorm: null,
    },
    hooks: [
      createScheduleHook({
        base: 0.01,
        shape: { kind: 'cosine', steps: STEPS, minimum: 0 },
        warmup: { steps: 5, factor: 0.1 },
      }),
    ],
  })
  await trainer.run(new AbortController().signal)
  trainer.dispose()

  const heldOut = samples.slice(-HELD_OUT)
  const { semantic } = await evaluateModel(
    model,
    { count: heldOut.length, read: (i) => Promise.resolve(at(heldOut, i)) },
    { signal: new AbortController().signal, turn: (work) => work(), keep: 0 },
  )
  model.dispose()
  return { meanIou: semantic?.meanIou ?? NaN, leaks: tf.memory().numTensors - before }
}

/** Every shape is of the one class “shape”. */
function drawSamples(): TrainingSample[] {
  const { dataset, pictures } = drawDataset({
    seed: 8,
    count: PICTURES,
    width: SIDE,
    height: SIDE,
    maxObjects: 2,
  })
  return pictures.map(({ image, rgb }) => {
    const sample = trainingSampleOf(image, rgb, dataset.categories)
    return { ...sample, objects: sample.objects.map((object) => ({ ...object, label: 1 })) }
  })
}

function at(samples: readonly TrainingSample[], index: number): TrainingSample {
  const sample = samples[index]
  if (sample === undefined) throw new RangeError(`There is no picture ${index}.`)
  return sample
}
