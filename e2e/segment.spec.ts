import { maskIou } from '../src/domain/mask/iou.ts'
import { readCoco } from '../src/data/export/readCoco.ts'
import { expect, sampleFile, test, type LimnPage } from './fixtures/limnPage.ts'
import { readRecorded, type RecordedObject } from './fixtures/recorded.ts'

async function exportedObjects(limn: LimnPage) {
  const { bytes } = await limn.exportFiles(['COCO JSON, exact masks'])
  return readCoco(bytes.toString('utf8'))[0]?.objects ?? []
}

/** The best mask of the same class; 0 when the class was not found. */
function bestIou(recorded: RecordedObject, found: Awaited<ReturnType<typeof exportedObjects>>) {
  const ious = found
    .filter(({ label }) => label === recorded.label)
    .map(({ mask }) => maskIou(mask, recorded.mask))
  return Math.max(0, ...ious)
}

test('a dropped photo of sheep gets the masks that the original models give', async ({ limn }) => {
  await limn.drop([await sampleFile('sheep.jpg')])
  await limn.expectDone('sheep.jpg')
  const { objects } = await readRecorded('sheep')
  const found = await exportedObjects(limn)
  const sure = objects.filter(({ score }) => score > 0.5)
  expect(sure.length).toBeGreaterThanOrEqual(2)
  for (const recorded of objects) expect(bestIou(recorded, found)).toBeGreaterThan(0.8)
})

test('a sample photo of boats shows boats and a person; the score slider answers at once', async ({
  limn,
}) => {
  await limn.trySample(/Boats on a river/)
  await limn.expectDone('boats.jpg')
  const atDefault = await limn.objectCount()
  await limn.setSlider('Score at least', 0.3)
  await expect.poll(() => limn.objectCount()).toBeGreaterThan(atDefault)
  const { objects } = await readRecorded('boats')
  const found = await exportedObjects(limn)
  for (const recorded of objects) expect(bestIou(recorded, found)).toBeGreaterThan(0.8)
  expect(new Set(objects.map(({ label }) => label))).toEqual(new Set(['person', 'boat']))

  await limn.setSlider('Score at least', 0.99)
  await limn.expectObjects(0)
  await limn.setSlider('Score at least', 0.4)
  await limn.expectObjects(atDefault)
})
