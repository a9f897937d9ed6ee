import { drawDataset, drawnSamples } from '../../data/drawnDataset.ts'
import {
  readFingerprint,
  readImages,
  readRecord,
  readSamples,
} from '../../data/library/datasetLibrary.ts'
import { classNamesOf } from '../../domain/dataset.ts'
import { fail } from '../../domain/failure.ts'
import type { RunData } from '../../domain/training/trainingRun.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import type { SampleSource } from '../../training/batches.ts'

export interface OpenedData {
  readonly train: SampleSource
  readonly heldOut: SampleSource
  /** The background first. */
  readonly classes: readonly string[]
  readonly fingerprint: string
}

/** Decoded pictures kept in memory. */
const CACHE_BYTES = 200e6
/** Every how many pictures one is held out when a dataset says nothing about it. */
const HOLD_OUT_EVERY = 5

/** The pictures a run learns from and those it is measured on. */
export function openRunData(data: RunData): Promise<OpenedData> {
  if (data.kind === 'library') return openLibraryData(data.datasetId)
  const drawn = drawDataset(data)
  const samples = drawnSamples(drawn)
  const ofSplit = (isHeldOut: boolean) =>
    samples.filter((_, i) => (drawn.pictures[i]?.image.split === 'val') === isHeldOut)
  return Promise.resolve({
    train: listSource(ofSplit(false)),
    heldOut: listSource(ofSplit(true)),
    classes: classNamesOf(drawn.dataset.categories),
    fingerprint: `drawn:${JSON.stringify(data)}`,
  })
}

async function openLibraryData(datasetId: string): Promise<OpenedData> {
  const record = await readRecord(datasetId)
  const images = await readImages(datasetId)
  const labelled = images.filter(({ objectCount }) => objectCount > 0)
  if (labelled.length === 0) {
    fail(
      'bad-request',
      `The dataset “${record.name}” has no labelled picture to learn from.`,
      'Label some objects in the Data place first.',
    )
  }
  const splits = new Set(labelled.map(({ split }) => split))
  const heldOutSplit = ['val', 'test'].find((name) => splits.has(name))
  const isHeldOut = ({ split }: (typeof images)[number], index: number) =>
    heldOutSplit === undefined
      ? index % HOLD_OUT_EVERY === HOLD_OUT_EVERY - 1
      : split === heldOutSplit
  const train = labelled.filter((image, i) => image.split !== 'test' && !isHeldOut(image, i))
  if (train.length === 0) {
    fail(
      'bad-request',
      `Every labelled picture of “${record.name}” is held out.`,
      'Move some pictures to the split “train” in the Data place.',
    )
  }
  const source = (ids: readonly number[]) =>
    cachedSource(ids.length, async (index) => {
      const [sample] = await readSamples(datasetId, ids.slice(index, index + 1))
      return sample ?? missing()
    })
  return {
    train: source(train.map(({ id }) => id)),
    heldOut: source(labelled.filter(isHeldOut).map(({ id }) => id)),
    classes: classNamesOf(record.categories),
    fingerprint: await readFingerprint(datasetId),
  }
}

function listSource(samples: readonly TrainingSample[]): SampleSource {
  return {
    count: samples.length,
    read: (index) => Promise.resolve().then(() => samples[index] ?? missing()),
  }
}

/** Keeps what was decoded while it fits, oldest out first. */
function cachedSource(
  count: number,
  read: (index: number) => Promise<TrainingSample>,
): SampleSource {
  const kept = new Map<number, TrainingSample>()
  let bytes = 0
  return {
    count,
    read: async (index) => {
      const known = kept.get(index)
      if (known !== undefined) return known
      const sample = await read(index)
      kept.set(index, sample)
      bytes += sample.rgb.byteLength
      for (const [oldest, { rgb }] of kept) {
        if (bytes <= CACHE_BYTES || oldest === index) break
        kept.delete(oldest)
        bytes -= rgb.byteLength
      }
      return sample
    },
  }
}

function missing(): never {
  return fail('internal', 'A picture of the dataset is gone.', 'Start the run again.')
}
