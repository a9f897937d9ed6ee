import type { Category, DatasetId, DatasetObject } from '../../domain/dataset.ts'
import type { DatasetRecord, ImageRecord } from '../../domain/datasetRecord.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import type { MaskRle } from '../../domain/maskRle.ts'
import type { Polygons } from '../../domain/objectCorners.ts'
import { objectMask } from '../../domain/objectMask.ts'
import { categoryNamed } from '../formats/mergeCategory.ts'
import { findProblems } from '../health/findProblems.ts'
import { hashLabels } from './contentHash.ts'
import { answer, DATASETS, IMAGES, LABELS, notInLibrary, transact } from './database.ts'
import { readImage, readLabels, readRecord, type LabelsRecord } from './datasetLibrary.ts'

/** The object a tab's instance is; null where the tab has not been told. */
export interface EditedObject {
  readonly instanceId: string
  readonly objectId: number | null
}

export interface ObjectEdit extends EditedObject {
  readonly label: string
  readonly mask: MaskRle
  /** What it was drawn by; kept instead of the mask, which is their union. */
  readonly polygons: Polygons | null
}

/**
 * Applies a person's edits to the objects of one image, in one transaction. An object whose mask is still what it was
 * keeps its polygons and all its other fields; a label nobody used before becomes a new class. An edit that was saved
 * already changes nothing: what an instance was made into is remembered.
 */
export async function editObjects(
  id: DatasetId,
  imageId: number,
  { changed, removed }: { changed: readonly ObjectEdit[]; removed: readonly EditedObject[] },
): Promise<{ image: ImageRecord; record: DatasetRecord; objectIds: readonly number[] }> {
  // One edit at a time, also from several tabs.
  return await navigator.locks.request(`limn-dataset-${id}`, async () => {
    const image = await readImage(id, imageId)
    const record = await readRecord(id)
    const categories: Category[] = [...record.categories]
    let { nextObjectId } = record
    const labelsBefore = await readLabels(id, imageId)
    const objects = new Map(labelsBefore.objects.map((object) => [object.id, object] as const))
    const made = new Map(Object.entries(labelsBefore.made ?? {}))
    for (const { instanceId, objectId } of removed) {
      const gone = objectId ?? made.get(instanceId)
      if (gone !== undefined) objects.delete(gone)
    }
    const objectIds = changed.map(({ instanceId, objectId, label, mask, polygons }) => {
      // An object that was removed and comes back by undo keeps its number.
      const id = objectId ?? made.get(instanceId) ?? nextObjectId++
      if (objectId === null) made.set(instanceId, id)
      const before = objects.get(id)
      const categoryId = categoryNamed(categories, label)
      objects.set(id, withMask(before, { id, categoryId, mask, polygons }))
      return id
    })
    const list = [...objects.values()]
    const nextImage: ImageRecord = {
      ...image,
      ...findProblems(list, image.size),
      objectCount: list.length,
      labelsSha256: await hashLabels(list),
    }
    const nextRecord = await transact([DATASETS, IMAGES, LABELS], 'readwrite', async (store) => {
      const now = await answer(store(DATASETS).get(id) as IDBRequest<DatasetRecord | undefined>)
      if (now === undefined) return notInLibrary('The dataset')
      const labels: LabelsRecord = {
        datasetId: id,
        imageId,
        objects: list,
        made: Object.fromEntries([...made].filter(([, objectId]) => objects.has(objectId))),
      }
      const next: DatasetRecord = {
        ...now,
        categories,
        nextObjectId,
        objectCount: now.objectCount + list.length - image.objectCount,
        changedAt: Date.now(),
      }
      store(IMAGES).put(nextImage)
      store(LABELS).put(labels)
      store(DATASETS).put(next)
      return next
    })
    return { image: nextImage, record: nextRecord, objectIds }
  })
}

function withMask(
  before: DatasetObject | undefined,
  {
    mask,
    polygons,
    ...named
  }: Omit<ObjectEdit, keyof EditedObject | 'label'> & {
    id: number
    categoryId: number
  },
): DatasetObject {
  if (before !== undefined && isSame(objectMask(before, mask.size), mask)) {
    return { ...before, categoryId: named.categoryId }
  }
  return {
    ...named,
    box: maskBox(mask),
    shape: polygons === null ? { kind: 'mask', mask } : { kind: 'polygons', polygons },
    area: maskArea(mask),
    isCrowd: before?.isCrowd ?? false,
    ignore: before?.ignore ?? false,
    ...(before?.extra === undefined ? {} : { extra: before.extra }),
  }
}

function isSame(a: MaskRle, b: MaskRle): boolean {
  return (
    a.counts.length === b.counts.length && a.counts.every((run, index) => run === b.counts[index])
  )
}
