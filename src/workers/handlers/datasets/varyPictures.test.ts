import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMemoryRunStore } from '../../../data/runs/runStore.ts'
import { NO_AUGMENTATION, type Augmentation } from '../../../domain/training/augmentation.ts'
import { PRESETS } from '../../../domain/training/presets.ts'
import type { RunData } from '../../../domain/training/trainingRun.ts'
import type { TrainingSample } from '../../../domain/trainingSample.ts'
import { ParameterStore } from '../../../models/parameters/parameterStore.ts'
import { startingArchitecture } from '../../../models/startingArchitecture.ts'
import { RunControl } from '../../../training/runControl.ts'
import { trainRun } from '../../../training/trainRun.ts'
import { varyBy } from '../../../training/varyBy.ts'
import { openRunData } from '../../training/runData.ts'
import { varyPictures } from './varyPictures.ts'

const DATA: RunData = { kind: 'drawn', seed: 6, count: 12, width: 40, height: 30, maxObjects: 3 }

/** Everything happens often, so that every kind has its say. */
const EVERYTHING: Augmentation = {
  flip: { odds: 0.5 },
  flipVertical: { odds: 0.5 },
  rotate: { odds: 0.7, degrees: 40 },
  scale: { odds: 0.7, from: 0.7, to: 1.5 },
  crop: { odds: 0.7, minShare: 0.5 },
  colour: { odds: 0.7, brightness: 0.3, contrast: 0.3, saturation: 0.3, hue: 0.1 },
  blur: { odds: 0.7, sigma: 2 },
  copyPaste: { odds: 0.7, maxObjects: 2 },
}

/** Smaller than the pictures, so that every one is cut. */
const CUT = 24

function preview(
  augmentation: Augmentation,
  { data = DATA, seed = 1, count = 6, cutTo = CUT, signal = new AbortController().signal } = {},
) {
  const told: TrainingSample[] = []
  const report = ({ picture }: { picture: TrainingSample }) => void told.push(picture)
  const made = varyPictures({ data, augmentation, seed, count, cutTo }, { signal, report })
  return made.then((result) => ({ ...result, told }))
}

/** The pictures that a real run hands to its model, in order. */
async function learnedFrom(augmentation: Augmentation, count: number): Promise<TrainingSample[]> {
  const [preset] = PRESETS
  if (preset === undefined) throw new Error('There is no preset.')
  const data = await openRunData(DATA)
  const parameters = new ParameterStore({ seed: 1 })
  const weight = parameters.add('weight', {
    shape: [1],
    layout: 'vector',
    kind: 'weight',
    initial: { kind: 'constant', value: 1 },
  })
  const seen: TrainingSample[] = []
  const stop = new AbortController()
  const run = trainRun({
    model: {
      parameters,
      architecture: startingArchitecture({ size: 'tiny', classes: data.classes, imageSize: 32 }),
      detect: () => Promise.resolve([]),
      passThrough: (size) => size,
      dispose: () => undefined,
      computeLosses: (samples) => {
        seen.push(...samples)
        if (seen.length >= count) stop.abort()
        return { loss: tf.sum(tf.square(weight.variable)) }
      },
    },
    train: data.train,
    heldOut: { count: 0, read: () => Promise.reject(new Error('Nothing is held out.')) },
    vary: varyBy(augmentation, { cutTo: CUT }),
    settings: { ...preset.settings, augmentation, seed: 1, batchSize: 2, chunkSize: 2 },
    files: createMemoryRunStore().open('run'),
    control: new RunControl(),
    signal: stop.signal,
    turn: (work) => work(),
    report: () => undefined,
  })
  await run.catch(() => undefined)
  parameters.dispose()
  return seen
}

describe('varyPictures', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it('shows the very pictures that a run of the same seed learns from first', async () => {
    const { pictures, classes, told } = await preview(EVERYTHING)
    expect(classes).toEqual(['disc', 'box', 'triangle'])
    expect(pictures).toHaveLength(6)
    expect(told).toEqual(pictures)
    const learned = await learnedFrom(EVERYTHING, 6)
    expect(pictures).toEqual(learned.slice(0, 6))
    const plain = await preview(NO_AUGMENTATION)
    expect(plain.pictures.map(({ rgb }) => rgb)).not.toEqual(pictures.map(({ rgb }) => rgb))
  })

  it('takes the same pictures when a setting changes, and others for another seed', async () => {
    const plain = await preview(NO_AUGMENTATION, { count: 3, cutTo: 99 })
    const mirror = { ...NO_AUGMENTATION, flip: { odds: 1 } }
    const mirrored = await preview(mirror, { count: 3, cutTo: 99 })
    mirrored.pictures.forEach(({ rgb, width }, i) => {
      const before = plain.pictures[i]?.rgb ?? new Uint8Array()
      expect([...rgb.subarray(0, 3)]).toEqual([...before.subarray(3 * (width - 1), 3 * width)])
    })
    const others = await preview(NO_AUGMENTATION, { count: 3, cutTo: 99, seed: 2 })
    expect(others.pictures).not.toEqual(plain.pictures)
    // The pictures it hands over are its own: those of the dataset stay.
    const known = structuredClone(plain.pictures)
    for (const { rgb, objects } of plain.pictures) {
      rgb.fill(0)
      for (const { mask } of objects) mask.counts.fill(0)
    }
    expect((await preview(NO_AUGMENTATION, { count: 3, cutTo: 99 })).pictures).toEqual(known)
  })

  it('shrinks large pictures, shows no more than there are, and gives way to later settings', async () => {
    const large = {
      kind: 'drawn',
      seed: 1,
      count: 3,
      width: 700,
      height: 200,
      valShare: 0,
    } as const
    const { pictures } = await preview(NO_AUGMENTATION, { data: large, cutTo: 999 })
    expect(pictures.map(({ width, height }) => [width, height])).toEqual([
      [234, 67],
      [234, 67],
      [234, 67],
    ])
    const stop = new AbortController()
    const cancelled = preview(EVERYTHING, { signal: stop.signal })
    stop.abort()
    await expect(cancelled).rejects.toThrow()
  })
})
