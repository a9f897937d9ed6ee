import type { Category, DatasetId, DatasetObject, SplitName } from '../../domain/dataset.ts'
import type { DatasetRecord, ImageRecord } from '../../domain/datasetRecord.ts'
import { findProblems } from '../health/findProblems.ts'
import { hashLabels } from './contentHash.ts'
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
import { readImage, readImages, type LabelsRecord } from './datasetLibrary.ts'
import { dropPicture } from './pictureStore.ts'

/** Replaces the labels of one image; the image's summary and the dataset's counts change with them, or nothing does. */
export async function saveObjects(
  id: DatasetId,
  imageId: number,
  objects: readonly DatasetObject[],
): Promise<ImageRecord> {
  const { size } = await readImage(id, imageId)
  const found = findProblems(objects, size)
  const labelsSha256 = await hashLabels(objects)
  return await transact([DATASETS, IMAGES, LABELS], 'readwrite', async (store) => {
    const image = await answer(
      store(IMAGES).get([id, imageId]) as IDBRequest<ImageRecord | undefined>,
    )
    const record = await answer(store(DATASETS).get(id) as IDBRequest<DatasetRecord | undefined>)
    if (image === undefined || record === undefined) return notInLibrary(`Image ${imageId}`)
    const next: ImageRecord = { ...image, ...found, objectCount: objects.length, labelsSha256 }
    const labels: LabelsRecord = { datasetId: id, imageId, objects }
    store(IMAGES).put(next)
    store(LABELS).put(labels)
    store(DATASETS).put({
      ...record,
      objectCount: record.objectCount + objects.length - image.objectCount,
      changedAt: Date.now(),
    } satisfies DatasetRecord)
    return next
  })
}

/** Changes the record of a dataset, its images or both in one transaction. */
async function changeImages(
  id: DatasetId,
  change: (image: ImageRecord) => ImageRecord | null,
): Promise<DatasetRecord> {
  return await transact([DATASETS, IMAGES], 'readwrite', async (store) => {
    const record = await answer(store(DATASETS).get(id) as IDBRequest<DatasetRecord | undefined>)
    if (record === undefined) return notInLibrary('The dataset')
    const images = await answer(store(IMAGES).getAll(keysOf(id)) as IDBRequest<ImageRecord[]>)
    const next = images.map((image) => {
      const changed = change(image)
      if (changed !== null) store(IMAGES).put(changed)
      return changed ?? image
    })
    const changed: DatasetRecord = {
      ...record,
      ...countsOf(next),
      changedAt: Date.now(),
    }
    store(DATASETS).put(changed)
    return changed
  })
}

/** Puts images into splits; null takes one out of its split. Images that are not named stay where they are. */
export async function setSplits(
  id: DatasetId,
  splits: ReadonlyMap<number, SplitName | null>,
): Promise<DatasetRecord> {
  return await changeImages(id, (image) => {
    const split = splits.get(image.id)
    return split === undefined || split === image.split ? null : { ...image, split }
  })
}

export async function renameDataset(id: DatasetId, name: string): Promise<DatasetRecord> {
  return await transact([DATASETS], 'readwrite', async (store) => {
    const record = await answer(store(DATASETS).get(id) as IDBRequest<DatasetRecord | undefined>)
    if (record === undefined) return notInLibrary('The dataset')
    const changed: DatasetRecord = { ...record, name, changedAt: Date.now() }
    store(DATASETS).put(changed)
    return changed
  })
}

/**
 * Gives a dataset these categories. `moved` says which old id becomes which new one (merging where two become one);
 * null drops its objects. Ids that are not named stay. All labels change together or none do.
 */
export async function setCategories(
  id: DatasetId,
  categories: readonly Category[],
  moved: ReadonlyMap<number, number | null>,
): Promise<DatasetRecord> {
  const images = await readImages(id)
  const touched = images.filter((image) =>
    Object.keys(image.classes).some((each) => moved.has(Number(each))),
  )
  const changes = new Map<number, { image: ImageRecord; labels: LabelsRecord }>()
  for (const image of touched) {
    const labels = await transact([LABELS], 'readonly', (store) =>
      answer(store(LABELS).get([id, image.id]) as IDBRequest<LabelsRecord | undefined>),
    )
    const objects = (labels?.objects ?? []).flatMap((object): DatasetObject[] => {
      const to = moved.get(object.categoryId)
      if (to === null) return []
      return [to === undefined ? object : { ...object, categoryId: to }]
    })
    changes.set(image.id, {
      image: {
        ...image,
        ...findProblems(objects, image.size),
        objectCount: objects.length,
        labelsSha256: await hashLabels(objects),
      },
      labels: { datasetId: id, imageId: image.id, objects },
    })
  }
  return await transact([DATASETS, IMAGES, LABELS], 'readwrite', async (store) => {
    const record = await answer(store(DATASETS).get(id) as IDBRequest<DatasetRecord | undefined>)
    if (record === undefined) return notInLibrary('The dataset')
    for (const { image, labels } of changes.values()) {
      store(IMAGES).put(image)
      store(LABELS).put(labels)
    }
    const next = images.map((image) => changes.get(image.id)?.image ?? image)
    const changed: DatasetRecord = {
      ...record,
      ...countsOf(next),
      categories,
      changedAt: Date.now(),
    }
    store(DATASETS).put(changed)
    return changed
  })
}

/** Deletes a dataset, and those of its pictures no other dataset holds. */
export async function deleteDataset(id: DatasetId): Promise<void> {
  const images = await readImages(id)
  await transact([DATASETS, IMAGES, LABELS], 'readwrite', (store) => {
    store(DATASETS).delete(id)
    store(IMAGES).delete(keysOf(id))
    store(LABELS).delete(keysOf(id))
  })
  await dropUnused(new Set(images.map(({ sha256 }) => sha256)))
}

/** Drops the pictures of this list that no image refers to any more. */
export async function dropUnused(sha256s: ReadonlySet<string>): Promise<void> {
  for (const sha256 of sha256s) {
    const users = await transact([IMAGES, THUMBNAILS], 'readwrite', async (store) => {
      const count = await answer(store(IMAGES).index('sha256').count(sha256))
      if (count === 0) store(THUMBNAILS).delete(sha256)
      return count
    })
    if (users === 0) await dropPicture(sha256)
  }
}

export function countsOf(
  images: readonly ImageRecord[],
): Pick<DatasetRecord, 'imageCount' | 'objectCount' | 'splits'> {
  const splits: Record<string, number> = {}
  let objectCount = 0
  for (const image of images) {
    objectCount += image.objectCount
    if (image.split !== null) splits[image.split] = (splits[image.split] ?? 0) + 1
  }
  return { imageCount: images.length, objectCount, splits }
}
