import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { drawDataset } from '../src/data/drawnDataset.ts'
import { encodeCounts } from '../src/domain/mask/counts.ts'
import { objectMask } from '../src/domain/objectMask.ts'
import { groundTruthOf } from '../src/metrics/coco/groundTruthOf.ts'
import { evaluateCoco } from '../src/metrics/cocoEval.ts'
import { cocoZipOf, DataPlace } from './fixtures/dataPlace.ts'
import { EvaluatePlace, percent } from './fixtures/evaluatePlace.ts'
import { expect, test, type DroppedFile } from './fixtures/limnPage.ts'
import { microFile } from './fixtures/microCheckpoint.ts'

const drawn = drawDataset({ seed: 8, count: 3, width: 120, height: 90 })

/** A results file that finds every `every`-th object as it is. */
function resultsFile(name: string, every: number): { file: DroppedFile; stats: readonly number[] } {
  const results = drawn.dataset.images.flatMap(({ id, size, objects }) =>
    objects
      .filter((object) => object.id % every === 0)
      .map((object) => ({
        image_id: id,
        category_id: object.categoryId,
        score: 0.9 - object.id / 1000,
        segmentation: {
          size: [size.height, size.width] as [number, number],
          counts: encodeCounts(objectMask(object, size)),
        },
      })),
  )
  const { stats } = evaluateCoco(groundTruthOf(drawn.dataset), results, { iouType: 'segm' })
  const bytes = new TextEncoder().encode(JSON.stringify(results))
  return { file: { name, type: 'application/json', bytes }, stats: stats ?? [] }
}

/** The figures of a chart, as they are saved. */
async function csvOf(page: Page, title: string): Promise<string> {
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: `Save “${title}”` }).click()
  await page.getByRole('menuitem', { name: 'Figures (CSV)' }).click()
  return readFile(await (await saving).path(), 'utf8')
}

test('a model of the library and two dropped results files are measured, and stand beside each other', async ({
  limn,
  page,
}) => {
  const [all, half] = [resultsFile('all of them.json', 1), resultsFile('half.json', 2)]
  await limn.drop([await microFile('tiny.pth')])
  await expect(page.getByRole('heading', { name: 'tiny', exact: true })).toBeVisible()
  const place = new EvaluatePlace(page)
  await place.goTo()
  await limn.drop([all.file])
  await expect(limn.notices).toContainText('There is no dataset to compare all of them.json with.')
  const data = new DataPlace(limn)
  await data.goTo()
  await limn.drop([cocoZipOf(drawn)])
  await expect(data.report).toContainText('3 images')

  await place.goTo()
  await place.choose('Pictures', 'all, 3')
  await limn.drop([all.file])
  await expect(page.getByRole('heading', { name: 'all of them' })).toBeVisible()
  await place.expectStats(all.stats)
  await limn.drop([half.file])
  await expect(page.getByRole('heading', { name: 'half' })).toBeVisible()
  await place.expectStats(half.stats)

  await test.step('beside: every figure with its difference, and a line of its own', async () => {
    await page.getByRole('combobox', { name: /^Beside/ }).selectOption({ index: 1 })
    const change = (((half.stats[0] ?? 0) - (all.stats[0] ?? 0)) * 100).toFixed(1)
    await expect(place.tiles.first()).toHaveText(
      new RegExp(`^${percent(half.stats[0])}.${change.slice(1)}$`),
    )
    expect(await csvOf(page, 'Precision and recall by overlap')).toMatch(/\n"?beside, 0\.50"?,0,/)
  })

  await test.step('a class of the table draws its own line', async () => {
    const classes = page.getByRole('region', { name: 'Classes', exact: true })
    const name = drawn.dataset.categories[0]?.name ?? ''
    await classes.getByRole('button', { name, exact: true }).click()
    await expect(page.getByText('Precision and recall by class')).toBeVisible()
    const csv = await csvOf(page, 'Precision and recall by class')
    const series = csv.split('\r\n').map((row) => row.split(',')[0])
    expect(series).toContain(name)
    await page.screenshot({ path: 'test-results/screens/evaluate-beside.png' })
  })

  await test.step('the threshold is dragged along the line', async () => {
    const point = page.getByRole('slider', { name: 'Score at least' }).last()
    const before = Number(await point.getAttribute('aria-valuenow'))
    await point.scrollIntoViewIfNeeded()
    const box = await point.boundingBox()
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x - 160, y, { steps: 6 })
    await page.mouse.up()
    expect(Number(await point.getAttribute('aria-valuenow'))).toBeGreaterThan(before)
  })

  await test.step('a model of the library runs with progress, can be stopped, and is kept', async () => {
    await place.choose('Model', 'tiny')
    await page.getByRole('button', { name: 'Evaluate on 3 pictures' }).click()
    await place.job.getByRole('button', { name: 'Cancel' }).click()
    await expect(place.job).toBeHidden()
    await expect(place.kept).toHaveCount(2)
    await page.getByRole('button', { name: 'Evaluate on 3 pictures' }).click()
    await expect(place.kept).toHaveCount(3, { timeout: 90_000 })
    await expect(page.getByRole('heading', { name: 'tiny', exact: true })).toBeVisible()
    await page.getByRole('combobox', { name: /^Beside/ }).selectOption({ label: 'nothing' })
    const found = await place.results()
    const truth = groundTruthOf(drawn.dataset)
    const { stats } = evaluateCoco(truth, found, { iouType: 'segm' })
    await place.expectStats(stats)
  })
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
})
