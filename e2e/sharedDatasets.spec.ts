import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { readGroundTruth } from '../src/metrics/coco/readCocoJson.ts'
import { evaluateCoco } from '../src/metrics/cocoEval.ts'
import { DataPlace } from './fixtures/dataPlace.ts'
import { EvaluatePlace } from './fixtures/evaluatePlace.ts'
import { killTab } from './fixtures/killTab.ts'
import { LimnPage, expect, test } from './fixtures/limnPage.ts'

/** Folders of real datasets, as each one's publisher lays them out; where they are not, these specs are skipped. */
const SHARED = path.resolve(process.env['LIMN_DATASETS'] ?? '../shared/datasets')
const COCO = path.join(SHARED, 'coco-cc')
const COCO_VAL = path.join(COCO, 'annotations/instances_val.json')

/** The two validation pictures with a dog; ids are kept as the file has them. */
const DOGS = new Set([377575, 491525])

async function groundTruthOf(imageIds: ReadonlySet<number>) {
  const all = readGroundTruth(JSON.parse(await readFile(COCO_VAL, 'utf8')))
  return {
    ...all,
    images: all.images.filter(({ id }) => imageIds.has(id)),
    annotations: all.annotations.filter(({ image_id }) => imageIds.has(image_id)),
  }
}

test.skip(!existsSync(COCO_VAL), `no datasets in ${SHARED} (set LIMN_DATASETS)`)

test('real COCO, VOC and nuclei datasets come in whole, the app’s model is measured on COCO, and nothing goes with the tab', async ({
  limn,
  context,
}) => {
  const data = new DataPlace(limn)
  await data.goTo()
  for (const [folder, read] of [
    ['nuclei-dsb2018', '583 images and 25,502 objects read as COCO'],
    ['voc-cc', '118 images and 720 objects read as Pascal VOC'],
    ['coco-cc', '165 images and 1,428 objects read as COCO'],
  ] as const) {
    await data.pickFolder(path.join(SHARED, folder))
    await expect(data.report).toContainText(read, { timeout: 110_000 })
    if (folder !== 'coco-cc') await data.backToShelf()
  }

  // A split of two pictures: those of val with a dog.
  await data.filter('Class', 'dog')
  await data.filter('Split', 'val')
  await expect(data.images).toHaveCount(2)
  await data.page.getByRole('button', { name: 'test', exact: true }).click()
  const place = new EvaluatePlace(limn.page)
  await place.goTo()
  await place.choose('Dataset', 'coco-cc')
  await place.choose('Pictures', 'test, 2')
  await place.run(110_000)
  const results = await place.results()
  expect(new Set(results.map(({ image_id }) => image_id))).toEqual(DOGS)
  const groundTruth = await groundTruthOf(DOGS)
  const masks = evaluateCoco(groundTruth, results, { iouType: 'segm' })
  await place.expectStats(masks.stats)
  await place.page.getByRole('button', { name: 'Boxes' }).click()
  await place.expectStats(evaluateCoco(groundTruth, results, { iouType: 'bbox' }).stats)

  await data.page.reload()
  await data.goTo()
  await expect(data.shelf).toHaveCount(3)
  await data.openDataset('voc-cc')
  await data.filter('Class', 'sheep')
  await data.images.first().click()
  await expect(limn.stage).toBeVisible()
  const before = await limn.objectCount()
  await limn.stage.focus()
  await data.page.keyboard.press('n')
  await data.page.keyboard.press('Delete')
  await limn.expectObjects(before - 1)
  const name = (await limn.stage.getAttribute('aria-label'))?.split(',')[0] ?? ''
  await killTab(data.page)

  const again = new DataPlace(new LimnPage(await context.newPage()))
  await again.limn.open()
  await again.goTo()
  await expect(again.shelf).toHaveCount(3)
  await again.openDataset('voc-cc')
  await again.label(name)
  await again.limn.expectObjects(before - 1)
  const placeAgain = new EvaluatePlace(again.page)
  await placeAgain.goTo()
  await placeAgain.kept.getByRole('button').first().click()
  await placeAgain.expectStats(masks.stats)
})

// LIMN_SLOW=1 npx playwright test e2e/sharedDatasets.spec.ts -g 'all of coco-cc': some minutes.
test('the app’s own model on all of coco-cc val reaches the figures of docs/benchmarks.md', async ({
  limn,
}) => {
  test.skip(process.env['LIMN_SLOW'] !== '1', 'takes minutes; LIMN_SLOW=1 runs it')
  test.setTimeout(30 * 60_000)
  const data = new DataPlace(limn)
  await data.goTo()
  await data.pickFolder(COCO)
  await expect(data.report).toContainText('165 images', { timeout: 110_000 })
  const place = new EvaluatePlace(limn.page)
  await place.goTo()
  await place.choose('Pictures', 'val, 28')
  await place.run(25 * 60_000)
  const recorded = await readFile('docs/benchmarks.md', 'utf8')
  const [box, mask] = /box AP ([\d.]+).*?mask AP\s+([\d.]+)/s.exec(recorded)?.slice(1) ?? []
  await expect(place.tiles.first()).toHaveText((Number(mask) * 100).toFixed(1))
  await place.page.getByRole('button', { name: 'Boxes' }).click()
  await expect(place.tiles.first()).toHaveText((Number(box) * 100).toFixed(1))
})
