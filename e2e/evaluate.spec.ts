import AxeBuilder from '@axe-core/playwright'
import type { Download, Page } from '@playwright/test'
import { zipSync } from 'fflate'
import { readFile } from 'node:fs/promises'
import { drawDataset } from '../src/data/drawnDataset.ts'
import { encodePng } from '../src/data/export/encodePng.ts'
import { writeCocoJson } from '../src/data/formats/coco/write.ts'
import type { MaskRle } from '../src/domain/maskRle.ts'
import { encodeCounts } from '../src/domain/mask/counts.ts'
import { decodeMask } from '../src/domain/mask/decode.ts'
import { encodeMask } from '../src/domain/mask/encode.ts'
import { objectMask } from '../src/domain/objectMask.ts'
import { groundTruthOf } from '../src/metrics/coco/groundTruthOf.ts'
import { evaluateCoco } from '../src/metrics/cocoEval.ts'
import { expect, test, type DroppedFile } from './fixtures/limnPage.ts'

const drawn = drawDataset({ seed: 5, count: 8, width: 160, height: 120 })

function zipOfDrawn(): DroppedFile {
  const json = new TextEncoder().encode(JSON.stringify(writeCocoJson(drawn.dataset, undefined)))
  const files: Record<string, Uint8Array> = { 'shapes/annotations/instances.json': json }
  for (const { image, rgb } of drawn.pictures) {
    files[`shapes/images/${image.name}`] = encodePng({ ...image.size, values: rgb, channels: 3 })
  }
  return { name: 'shapes.zip', type: 'application/zip', bytes: zipSync(files) }
}

function moveRight(mask: MaskRle, columns: number): MaskRle {
  const { width, height } = mask.size
  const from = decodeMask(mask)
  const to = from.map((_, at) => {
    const x = (at % width) - columns
    return x < 0 ? 0 : (from[at - columns] ?? 0)
  })
  return encodeMask(to, { width, height })
}

/** A model that misses every ninth object, names every seventh wrongly, and places the others worse and worse. */
const results = drawn.dataset.images.flatMap(({ id, size, objects }) =>
  objects.flatMap((object) => {
    if (object.id % 9 === 0) return []
    const mask = moveRight(objectMask(object, size), (object.id % 5) * 2)
    const category_id = object.id % 7 === 0 ? 1 + (object.categoryId % 3) : object.categoryId
    const segmentation = {
      size: [size.height, size.width] as [number, number],
      counts: encodeCounts(mask),
    }
    return [
      {
        image_id: id,
        category_id,
        segmentation,
        score: 0.99 - (object.id % 5) * 0.1 - object.id / 1e4,
      },
    ]
  }),
)
const known = evaluateCoco(groundTruthOf(drawn.dataset), results, { iouType: 'segm' })
const percent = (value = -1) => (value < 0 ? '–' : (value * 100).toFixed(1))

async function goTo(page: Page, place: 'Data' | 'Evaluate'): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Places' })
    .getByRole('button', { name: place })
    .click()
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8')
}

test('a results file is measured to the last digit, explained, kept and reported', async ({
  limn,
  page,
}) => {
  await goTo(page, 'Evaluate')
  await expect(page.getByRole('heading', { name: /See how good a model is/ })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Go to Data' }).click()
  await limn.drop([zipOfDrawn()])
  await expect(page.getByRole('region', { name: 'What was read' })).toContainText('8 images')
  await goTo(page, 'Evaluate')
  await page.getByLabel('Pictures', { exact: true }).selectOption({ label: 'all, 8' })
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Use a results file…' }).click()
  const buffer = Buffer.from(JSON.stringify(results))
  await (await chooser).setFiles({ name: 'my model.json', mimeType: 'application/json', buffer })

  await expect(page.getByRole('heading', { name: 'my model' })).toBeVisible()
  const figures = page.locator('.evaluate-tiles dd')
  await expect(figures).toHaveText(
    [0, 1, 2, 3, 4, 5, 8].map((index) => percent(known.stats?.[index])),
  )
  const classes = page.getByRole('region', { name: 'Classes', exact: true })
  for (const { name, AP } of known.perClass) {
    const row = classes.getByRole('row', { name: new RegExp(`^${name} `) })
    await expect(row).toContainText(percent(AP))
  }

  // The sliders answer from what is cached.
  const recall = page.locator('.evaluate-tally div', { hasText: 'recall' })
  const before = await recall.textContent()
  await page.getByRole('slider', { name: 'Score at least' }).last().focus()
  for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowLeft')
  await expect(recall).not.toHaveText(before ?? '')
  await expectAccessible(page)

  await page
    .getByRole('button', { name: / taken for background: / })
    .first()
    .click()
  await expect(page.getByRole('dialog')).toContainText('taken for background')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Missed', exact: true }).click()
  await page
    .getByRole('button', { name: / missed$/ })
    .first()
    .click()
  await expect(page.getByRole('dialog')).toContainText('missed')
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  const report = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Report', exact: true }).click()
  const html = await textOf(await report)
  expect(html).toContain(`<td>AP, IoU 0.50:0.95<td>${percent(known.stats?.[0])}`)
  expect(html.match(/<svg/g)).toHaveLength(4)
  const csv = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save “Where to cut”' }).click()
  await page.getByRole('menuitem', { name: 'Figures (CSV)' }).click()
  expect(await textOf(await csv)).toMatch(/^score,precision,recall\r\n/)

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.waitForTimeout(300)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, 'sideways scrolling').toBe(0)
      await page.screenshot({ path: `test-results/screens/evaluate-${colorScheme}-${width}.png` })
      await page.locator('.evaluate-errors').scrollIntoViewIfNeeded()
      await page
        .getByRole('heading', { name: 'Errors' })
        .evaluate((element) => element.scrollIntoView())
      await page.screenshot({
        path: `test-results/screens/evaluate-${colorScheme}-${width}-errors.png`,
      })
      await page
        .getByRole('heading', { name: 'Look at them' })
        .evaluate((element) => element.scrollIntoView())
      await page.waitForTimeout(300)
      await page.screenshot({
        path: `test-results/screens/evaluate-${colorScheme}-${width}-gallery.png`,
      })
    }
  }
  await expectAccessible(page)
  await page.setViewportSize({ width: 1440, height: 900 })

  // All of it is there after the tab was closed.
  await page.reload()
  await goTo(page, 'Evaluate')
  await page.getByRole('button', { name: /^my model/ }).click()
  await expect(figures.first()).toHaveText(percent(known.stats?.[0]))
  await page.getByRole('button', { name: 'Delete the evaluation of my model' }).click()
  await expect(page.getByRole('button', { name: /^my model/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: /^my model/ })).toHaveCount(1)
})
