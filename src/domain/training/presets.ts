import { NO_AUGMENTATION, type Augmentation } from './augmentation.ts'
import { ADAM_DEFAULTS } from './optimizerSettings.ts'
import type { ModelSize, RunRequest } from './trainingRun.ts'
import type { TrainingSettings } from './trainingSettings.ts'

export type PresetId = 'first-try' | 'few' | 'many' | 'microscopy'

export interface Preset {
  readonly id: PresetId
  readonly title: string
  /** One sentence: what it is for. */
  readonly purpose: string
  readonly size: ModelSize
  readonly imageSize: number
  readonly trainableStages: number
  readonly settings: TrainingSettings
}

interface Recipe {
  readonly steps: number
  readonly learningRate: number
  readonly batchSize: number
  readonly evaluateEvery: number
  readonly augmentation: Augmentation
  readonly averageDecay: number | null
}

const EVERYDAY: Augmentation = {
  ...NO_AUGMENTATION,
  flip: { odds: 0.5 },
  scale: { odds: 0.5, from: 0.8, to: 1.25 },
  colour: { ...NO_AUGMENTATION.colour, odds: 0.5 },
}

/** Settings for people who just want it to work. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'first-try',
    title: 'First try',
    purpose: 'A tiny model and few steps: see it learn drawn shapes within a minute or two.',
    size: 'tiny',
    imageSize: 64,
    trainableStages: 5,
    settings: settingsOf({
      steps: 150,
      learningRate: 0.003,
      batchSize: 8,
      evaluateEvery: 50,
      augmentation: { ...NO_AUGMENTATION, flip: { odds: 0.5 } },
      averageDecay: null,
    }),
  },
  {
    id: 'few',
    title: '20 photos',
    purpose: 'Few pictures, so they are varied a lot and the weights are averaged.',
    size: 'small',
    imageSize: 256,
    trainableStages: 5,
    settings: settingsOf({
      steps: 1000,
      learningRate: 0.001,
      batchSize: 2,
      evaluateEvery: 100,
      augmentation: {
        ...EVERYDAY,
        rotate: { odds: 0.3, degrees: 15 },
        crop: { odds: 0.3, minShare: 0.6 },
        copyPaste: { odds: 0.3, maxObjects: 3 },
      },
      averageDecay: 0.99,
    }),
  },
  {
    id: 'many',
    title: '200 photos',
    purpose: 'More pictures carry a longer run with gentler variation.',
    size: 'small',
    imageSize: 320,
    trainableStages: 5,
    settings: settingsOf({
      steps: 4000,
      learningRate: 0.001,
      batchSize: 4,
      evaluateEvery: 250,
      augmentation: EVERYDAY,
      averageDecay: 0.995,
    }),
  },
  {
    id: 'microscopy',
    title: 'Microscopy',
    purpose:
      'Many small things that touch, in pictures that have no up: a U-Net, turned and mirrored every way.',
    size: 'cells',
    imageSize: 320,
    trainableStages: 5,
    settings: settingsOf({
      steps: 3000,
      learningRate: 0.001,
      batchSize: 2,
      evaluateEvery: 200,
      augmentation: {
        ...EVERYDAY,
        flipVertical: { odds: 0.5 },
        rotate: { odds: 0.5, degrees: 180 },
        blur: { odds: 0.2, sigma: 1.5 },
      },
      averageDecay: 0.995,
    }),
  },
]

function settingsOf(recipe: Recipe): TrainingSettings {
  const { steps, learningRate, batchSize, evaluateEvery, augmentation, averageDecay } = recipe
  return {
    seed: 1,
    steps,
    batchSize,
    chunkSize: batchSize,
    optimizer: ADAM_DEFAULTS,
    schedule: {
      base: learningRate,
      shape: { kind: 'cosine', steps, minimum: 0 },
      warmup: { steps: Math.round(Math.min(100, steps / 20)), factor: 0.1 },
    },
    weightDecay: 1e-4,
    decaysVectors: false,
    backboneScale: 1,
    clipNorm: 5,
    averageDecay,
    lossWeights: {},
    augmentation,
    evaluateEvery,
    checkpointEvery: Math.max(10, Math.round(evaluateEvery / 2)),
    bestBy: 'maskMap',
    patience: null,
  }
}

/** The run a preset proposes, ready to be changed or begun. */
export function requestOf(
  { size, imageSize, trainableStages, settings }: Preset,
  { id, name, data }: Pick<RunRequest, 'id' | 'name' | 'data'>,
): RunRequest {
  return { id, name, data, start: { kind: 'new', size }, imageSize, trainableStages, settings }
}
