import { afterEach, expect, it } from 'vitest'
import type { DatasetObject } from '../../domain/dataset.ts'
import { objectMask } from '../../domain/objectMask.ts'
import { drawDataset, drawnSamples, type DrawnDataset } from '../drawnDataset.ts'
import { encodePng } from '../export/encodePng.ts'
import {
  listDatasets,
  readDataset,
  readFingerprint,
  readImageBytes,
  readImages,
  readObjects,
  readSamples,
  readThumbnails,
} from './datasetLibrary.ts'
import { DatasetWriter } from './datasetWriter.ts'
import {
  deleteDataset,
  renameDataset,
  saveObjects,
  setCategories,
  setSplits,
} from './editDataset.ts'
import { editObjects } from './editObjects.ts'
import { readPicture } from './pictureStore.ts'
import { sweepUnfinished } from './sweepUnfinished.ts'

const drawn = drawDataset({ seed: 3, count: 5, width: 48, height: 40 })

async function write({ pictures }: DrawnDataset): Promise<DatasetWriter> {
  const writer = new DatasetWriter()
  for (const { image, rgb } of pictures) {
    const png = encodePng({ ...image.size, values: rgb, channels: 3 })
    const file = new Blob([png], { type: 'image/png' })
    await writer.add(image, { file, thumbnail: file, likeness: null })
  }
  return writer
}

async function keep(set: DrawnDataset = drawn) {
  const writer = await write(set)
  const { categories } = set.dataset
  return await writer.finish({ name: 'shapes', origin: 'drawn shapes', categories })
}

afterEach(async () => {
  for (const { id } of await listDatasets()) await deleteDataset(id)
})

it('gives back the whole dataset as it was written', async () => {
  const record = await keep()
  expect(await listDatasets()).toEqual([record])
  expect(record).toMatchObject({ imageCount: 5, splits: { train: 4, val: 1 } })
  expect(await readDataset(record.id)).toEqual({ ...drawn.dataset, name: 'shapes' })
  expect((await readDataset(record.id, { split: 'val' })).images).toHaveLength(1)
  expect((await readThumbnails(record.id, [1, 99])).map((each) => each?.type)).toEqual([
    'image/png',
    undefined,
  ])
})

it('decodes training samples with exactly the pixels and masks that were drawn', async () => {
  const { id } = await keep()
  const expected = drawnSamples(drawn)
  expect(await readSamples(id, [2, 1])).toEqual([expected[1], expected[0]])
})

it('saves the labels of one image at a time, with its summary and the counts', async () => {
  const before = await keep()
  const objects = await readObjects(before.id, 1)
  const one = objects[0] as DatasetObject
  const saved = await saveObjects(before.id, 1, [one])
  expect(saved).toMatchObject({ objectCount: 1, classes: { [one.categoryId]: 1 } })
  expect(await readObjects(before.id, 1)).toEqual([one])
  const [after] = await listDatasets()
  expect(after?.objectCount).toBe(before.objectCount - objects.length + 1)
  expect((await saveObjects(before.id, 1, [])).problems).toEqual(['unlabelled'])
})

it('saves the same edit twice as once, and knows an instance whose number the tab was never told', async () => {
  const { id, nextObjectId } = await keep()
  const [any] = await readObjects(id, 1)
  const mask = objectMask(any as DatasetObject, { width: 48, height: 40 })
  const edit = { instanceId: 'drawn', objectId: null, label: 'ring', mask, polygons: null }
  const before = (await readObjects(id, 1)).length
  for (let times = 0; times < 2; times++) {
    const saved = await editObjects(id, 1, { changed: [edit], removed: [] })
    expect(saved.objectIds).toEqual([nextObjectId])
    expect(saved.record.categories.filter(({ name }) => name === 'ring')).toHaveLength(1)
    expect(await readObjects(id, 1)).toHaveLength(before + 1)
  }
  const removed = [{ instanceId: 'drawn', objectId: null }]
  for (let times = 0; times < 2; times++) {
    expect((await editObjects(id, 1, { changed: [], removed })).image.objectCount).toBe(before)
  }
})

it('has a fingerprint that follows the content and nothing else', async () => {
  const { id } = await keep()
  const other = await keep()
  const first = await readFingerprint(id)
  expect(first).toMatch(/^[\da-f]{64}$/)
  await renameDataset(other.id, 'another name')
  expect(await readFingerprint(other.id)).toBe(first)
  expect(await readFingerprint(id, { split: 'val' })).not.toBe(first)
  await saveObjects(id, 1, [])
  expect(await readFingerprint(id)).not.toBe(first)
})

it('moves images between splits and merges classes', async () => {
  const { id, objectCount } = await keep()
  expect((await setSplits(id, new Map([[1, 'test']]))).splits).toEqual({
    train: 3,
    val: 1,
    test: 1,
  })
  const all = { id: 1, name: 'shape', supercategory: '' }
  const merged = await setCategories(
    id,
    [all],
    new Map([
      [2, 1],
      [3, null],
    ]),
  )
  expect(merged.categories).toEqual([all])
  const dropped = drawn.dataset.images
    .flatMap(({ objects }) => objects)
    .filter(({ categoryId }) => categoryId === 3).length
  expect(merged.objectCount).toBe(objectCount - dropped)
  const { images } = await readDataset(id)
  expect(images.flatMap(({ objects }) => objects).every(({ categoryId }) => categoryId === 1)).toBe(
    true,
  )
})

it('keeps a picture that two datasets share until both are gone', async () => {
  const first = await keep()
  const second = await keep()
  const [image] = await readImages(second.id)
  await deleteDataset(first.id)
  expect((await readImageBytes(second.id, 1)).size).toBeGreaterThan(0)
  await deleteDataset(second.id)
  expect(await readPicture(image?.sha256 ?? '')).toBeNull()
})

it('does not show an import that never finished, and clears it away', async () => {
  const writer = await write(drawn)
  expect(await listDatasets()).toEqual([])
  const kept = await keep(drawDataset({ seed: 4, count: 2, width: 30, height: 30 }))
  expect(await sweepUnfinished()).toBe(1)
  expect(await readImages(writer.id)).toEqual([])
  expect(await readSamples(kept.id, [1])).toHaveLength(1)
  expect(await sweepUnfinished()).toBe(0)
})
