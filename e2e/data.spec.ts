import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { unzipSync, zipSync } from 'fflate'
import { readFile } from 'node:fs/promises'
import { drawDataset } from '../src/data/drawnDataset.ts'
import { encodePng } from '../src/data/export/encodePng.ts'
import { writeCocoJson } from '../src/data/formats/coco/write.ts'
import { LimnPage, expect, test, type DroppedFile } from './fixtures/limnPage.ts'

const drawn = drawDataset({ seed: 11, count: 6, width: 120, height: 90 })
const objectCount = drawn.dataset.images.reduce((total, { objects }) => total + objects.length, 0)

/** A small COCO dataset as a zip: two JSON files, six pictures, one object that is broken. */
function cocoZip(): DroppedFile {
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  const train = writeCocoJson(drawn.dataset, 'train') as { annotations: unknown[] }
  const broken = { id: 9999, image_id: 1, category_id: 1, segmentation: [[1, 2, 3]] }
  const files: Record<string, Uint8Array> = {
    'shapes/annotations/instances_train.json': text({
      ...train,
      annotations: [...train.annotations, broken],
    }),
    'shapes/annotations/instances_val.json': text(writeCocoJson(drawn.dataset, 'val')),
  }
  for (const { image, rgb } of drawn.pictures) {
    files[`shapes/images/${image.name}`] = encodePng({ ...image.size, values: rgb, channels: 3 })
  }
  return { name: 'shapes.zip', type: 'application/zip', bytes: zipSync(files) }
}

async function goToData(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Places' })
    .getByRole('button', { name: 'Data' })
    .click()
  await expect(page.getByRole('heading', { name: 'Datasets' })).toBeVisible()
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

test('a COCO zip comes in, is looked through, mended, and is all there after the tab was killed', async ({
  limn,
  page,
  context,
}) => {
  await goToData(page)
  await expectAccessible(page)
  await limn.drop([cocoZip()])
  const report = page.getByRole('region', { name: 'What was read' })
  await expect(report).toContainText(`6 images and ${objectCount} objects read as COCO, 1 left out`)
  await report.getByText('1 note').click()
  await expect(report).toContainText('annotations/instances_train.json, annotations[')
  const images = page.getByRole('list', { name: 'Images' }).getByRole('button')
  await expect(images).toHaveCount(6)
  await expectAccessible(page)

  await page.getByLabel('Split', { exact: true }).selectOption('val')
  await expect(images).toHaveCount(1)
  await page.getByRole('button', { name: 'Show all' }).click()

  // Mend: delete the first object of the first picture, then close the tab without a word.
  const first = drawn.dataset.images[0]
  const before = first?.objects.length ?? 0
  await page.getByRole('button', { name: new RegExp(`^${first?.name ?? ''}`) }).click()
  await limn.expectObjects(before)
  await expectAccessible(page)
  await limn.stage.focus()
  await page.keyboard.press('n')
  await page.keyboard.press('Delete')
  await limn.expectObjects(before - 1)

  // Two new ones by hand: a polygon, closed on its first corner, and a stroke of the brush.
  const size = { width: 120, height: 90 }
  await page.keyboard.press('g')
  for (const [x, y] of [
    [5, 5],
    [25, 6],
    [15, 24],
    [5, 5],
  ] as const) {
    await limn.clickPixel(size, { x, y })
  }
  await limn.expectObjects(before)
  await page.keyboard.press('Escape')
  await page.keyboard.press('d')
  await limn.dragPixels(size, { x: 80, y: 70 }, { x: 110, y: 80 })
  await limn.expectObjects(before + 1)
  await page.keyboard.press('Control+z')
  await limn.expectObjects(before)
  await page.keyboard.press('Control+y')
  await limn.expectObjects(before + 1)
  await page.screenshot({ path: 'test-results/screens/labelling.png' })
  await expect(page.getByText('Saved on this device')).toBeVisible()
  await page.close({ runBeforeUnload: false })

  const again = await context.newPage()
  await again.goto('/')
  await goToData(again)
  await again.getByRole('button', { name: /^shapes/ }).click()
  await expect(again.getByRole('list', { name: 'Images' }).getByRole('button')).toHaveCount(6)
  const mended = again.getByRole('button', { name: new RegExp(`^${first?.name ?? ''}`) })
  await expect(mended).toHaveAccessibleName(new RegExp(`, ${before + 1} objects?, train`))

  // Undo lives in the tab; the labels live on the device.
  const limnAgain = new LimnPage(again)
  await mended.click()
  await limnAgain.expectObjects(before + 1)
  await again.getByRole('button', { name: 'Back to the dataset' }).click()

  const saving = again.waitForEvent('download')
  await again.getByRole('button', { name: 'Export', exact: true }).last().click()
  const download = await saving
  expect(download.suggestedFilename()).toBe('shapes-coco.zip')
  const out = unzipSync(await readFile(await download.path()))
  const json = new TextDecoder().decode(out['annotations/instances_train.json'])
  expect((JSON.parse(json) as { images: unknown[] }).images).toHaveLength(5)
  expect(out[`images/${first?.name ?? ''}`]?.length).toBeGreaterThan(100)
})

test('shapes draw themselves into a dataset whose classes and splits can be changed', async ({
  limn,
  page,
}) => {
  await expect(limn.status).toBeVisible()
  await goToData(page)
  await page.getByRole('button', { name: 'Try with drawn shapes' }).click()
  await expect(page.getByRole('heading', { name: 'Drawn shapes' })).toBeAttached()
  const side = page.getByRole('complementary', { name: 'About this dataset' })
  await expect(side).toContainText('48 images')
  await side.getByLabel('val, %').fill('50')
  await side.getByRole('button', { name: 'Divide all images anew' }).click()
  await expect(side.getByRole('definition').first()).toHaveText(/^(2[7-9]|3[0-3]) images$/)

  const disc = side.getByRole('textbox', { name: 'Name of the class disc' })
  await disc.fill('triangle')
  await disc.press('Enter')
  await expect(side.getByRole('textbox', { name: /^Name of the class/ })).toHaveCount(2)

  await side.getByRole('button', { name: 'Look for near-identical images' }).click()
  await expect(side).toContainText(/near-identical images|No two images are alike/)

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.waitForTimeout(250)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, 'sideways scrolling').toBe(0)
      await page.screenshot({ path: `test-results/screens/data-${colorScheme}-${width}.png` })
    }
    await expectAccessible(page)
  }
})
