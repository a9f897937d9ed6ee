import type { Dataset, DatasetId, DatasetObject } from '../../domain/dataset.ts'
import type { DatasetRecord, ImageRecord } from '../../domain/datasetRecord.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { decodeImage } from '../decode/decodeImage.ts'
import { trainingSampleOf } from '../trainingSampleOf.ts'
import { fingerprint } from './contentHash.ts'
import {
  answer,
  DATASETS,
  IMAGES,
  keysOf,
  LABELS,
  notInLibrary,
  THUMBNAILS,
  transact,
} from './database.ts'
import { readPicture } from './pictureStore.ts'

/** The labels of one image as they are kept. */
export interface LabelsRecord {
  readonly datasetId: DatasetId
  readonly imageId: number
  readonly objects: readonly DatasetObject[]
  /** Which object was made for which instance of a tab, so that an edit that arrives twice makes one object. */
  readonly made?: Readonly<Record<string, number>>
}

/**
 * Reading the library of datasets, from any worker: records and labels are in IndexedDB, pictures in the origin's
 * private file system. Everything throws LimnErrors.
 */
export async function listDatasets(): Promise<readonly DatasetRecord[]> {
  const records = await transact([DATASETS], 'readonly', (store) =>
    answer(store(DATASETS).getAll() as IDBRequest<DatasetRecord[]>),
  )
  return records.sort((a, b) => b.changedAt - a.changedAt)
}

export async function readRecord(id: DatasetId): Promise<DatasetRecord> {
  const record = await transact([DATASETS], 'readonly', (store) =>
    answer(store(DATASETS).get(id) as IDBRequest<DatasetRecord | undefined>),
  )
  return record ?? notInLibrary('The dataset')
}

/** The images of a dataset without their objects, in the order of their ids. */
export async function readImages(id: DatasetId): Promise<readonly ImageRecord[]> {
  return await transact([IMAGES], 'readonly', (store) =>
    answer(store(IMAGES).getAll(keysOf(id)) as IDBRequest<ImageRecord[]>),
  )
}

export async function readImage(id: DatasetId, imageId: number): Promise<ImageRecord> {
  const record = await transact([IMAGES], 'readonly', (store) =>
    answer(store(IMAGES).get([id, imageId]) as IDBRequest<ImageRecord | undefined>),
  )
  return record ?? notInLibrary(`Image ${imageId}`)
}

export async function readLabels(id: DatasetId, imageId: number): Promise<LabelsRecord> {
  const labels = await transact([LABELS], 'readonly', (store) =>
    answer(store(LABELS).get([id, imageId]) as IDBRequest<LabelsRecord | undefined>),
  )
  return labels ?? { datasetId: id, imageId, objects: [] }
}

export async function readObjects(
  id: DatasetId,
  imageId: number,
): Promise<readonly DatasetObject[]> {
  return (await readLabels(id, imageId)).objects
}

/** The whole dataset with the objects of every image; of one split where `split` is given. */
export async function readDataset(
  id: DatasetId,
  { split }: { split?: string | null } = {},
): Promise<Dataset> {
  const record = await readRecord(id)
  const [images, labels] = await transact([IMAGES, LABELS], 'readonly', (store) =>
    Promise.all([
      answer(store(IMAGES).getAll(keysOf(id)) as IDBRequest<ImageRecord[]>),
      answer(store(LABELS).getAll(keysOf(id)) as IDBRequest<LabelsRecord[]>),
    ]),
  )
  const objects = new Map(labels.map((each) => [each.imageId, each.objects]))
  return {
    name: record.name,
    categories: record.categories,
    images: images
      .filter((image) => split === undefined || image.split === split)
      .map((image) => ({
        id: image.id,
        name: image.name,
        size: image.size,
        split: image.split,
        objects: objects.get(image.id) ?? [],
        ...(image.extra === undefined ? {} : { extra: image.extra }),
      })),
    ...(record.extra === undefined ? {} : { extra: record.extra }),
  }
}

/** The picture of an image as it was imported. */
export async function readImageBytes(id: DatasetId, imageId: number): Promise<File> {
  const { sha256, name } = await readImage(id, imageId)
  return (await readPicture(sha256)) ?? notInLibrary(`The picture ${name}`)
}

/** Thumbnails in the order asked for, null where there is none. */
export async function readThumbnails(
  id: DatasetId,
  imageIds: readonly number[],
): Promise<readonly (Blob | null)[]> {
  return await transact([IMAGES, THUMBNAILS], 'readonly', (store) =>
    Promise.all(
      imageIds.map(async (imageId) => {
        const image = await answer(
          store(IMAGES).get([id, imageId]) as IDBRequest<ImageRecord | undefined>,
        )
        if (image === undefined) return null
        const thumbnail = await answer(
          store(THUMBNAILS).get(image.sha256) as IDBRequest<Blob | undefined>,
        )
        return thumbnail ?? null
      }),
    ),
  )
}

/**
 * Decoded pictures with their objects, as models take them, in the order asked for. Needs a worker or page with
 * OffscreenCanvas. Labels count the dataset's categories from 1 (`classNamesOf`).
 */
export async function readSamples(
  id: DatasetId,
  imageIds: readonly number[],
): Promise<readonly TrainingSample[]> {
  const { categories } = await readRecord(id)
  const samples: TrainingSample[] = []
  for (const imageId of imageIds) {
    const image = await readImage(id, imageId)
    const objects = await readObjects(id, imageId)
    const file = await readImageBytes(id, imageId)
    const { pixels } = await decodeImage(file, () => image.size)
    samples.push(trainingSampleOf({ size: image.size, objects }, withoutAlpha(pixels), categories))
  }
  return samples
}

/** SHA-256 over the content of a dataset, or of some of its images, for the record of a run. */
export async function readFingerprint(
  id: DatasetId,
  { split }: { split?: string | null } = {},
): Promise<string> {
  const { categories } = await readRecord(id)
  const images = await readImages(id)
  return await fingerprint(
    categories,
    images.filter((image) => split === undefined || image.split === split),
  )
}

/** RGBA to RGB. */
function withoutAlpha({
  width,
  height,
  data,
}: {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}): Uint8Array {
  const rgb = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0
    rgb[to + 1] = data[from + 1] ?? 0
    rgb[to + 2] = data[from + 2] ?? 0
  }
  return rgb
}
