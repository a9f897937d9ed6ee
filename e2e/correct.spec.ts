import { readCoco } from '../src/data/export/readCoco.ts'
import { maskContains } from '../src/domain/mask/contains.ts'
import { expect, sampleFile, test } from './fixtures/limnPage.ts'

const size = { width: 1024, height: 498 }
/** On the body of the sheep at the left, which the detector misses. */
const missedSheep = { x: 452, y: 95 }

test('clicks, boxes, new names, merging and undo correct what was found', async ({
  limn,
  page,
}) => {
  await limn.drop([await sampleFile('sheep.jpg')])
  await limn.expectDone('sheep.jpg')
  const before = await limn.objectCount()

  await test.step('a click outlines an object the detector missed', async () => {
    await page.keyboard.press('a')
    await limn.clickPixel(size, missedSheep)
    await limn.expectObjects(before + 1)
    await expect(page.getByRole('region', { name: 'Selected object' })).toContainText('confirmed')
  })

  await test.step('it takes a name nobody has thought of before', async () => {
    await page.getByRole('combobox', { name: /^Class: / }).click()
    const name = page.getByRole('combobox', { name: 'Class', exact: true })
    await name.fill('black-faced ewe')
    await expect(page.getByRole('option', { name: 'New class “black-faced ewe”' })).toBeVisible()
    await name.press('Enter')
    await expect(page.getByRole('button', { name: /^black-faced ewe\s*,\s*1$/ })).toBeVisible()
  })

  await test.step('a second click refines the same object', async () => {
    await limn.clickPixel(size, { x: 470, y: 110 }, { modifiers: ['Alt'] })
    await expect(page.getByRole('status').filter({ hasText: 'Outlining' })).toHaveCount(0)
    await limn.expectObjects(before + 1)
  })

  await test.step('a box frames another', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('b')
    await limn.dragPixels(size, { x: 115, y: 130 }, { x: 185, y: 255 })
    await limn.expectObjects(before + 2)
  })

  await test.step('merge makes one of two, undo parts them, delete and undo restore', async () => {
    await page.keyboard.press('v')
    await limn.clickPixel(size, missedSheep)
    await limn.clickPixel(size, { x: 150, y: 180 }, { modifiers: ['Shift'] })
    await page.keyboard.press('m')
    await limn.expectObjects(before + 1)
    await page.keyboard.press('Control+z')
    await limn.expectObjects(before + 2)
    await page.keyboard.press('Control+y')
    await limn.expectObjects(before + 1)
    await page.keyboard.press('Delete')
    await limn.expectObjects(before)
    await page.keyboard.press('Control+z')
    await limn.expectObjects(before + 1)
  })

  await test.step('all of it is in the export', async () => {
    const { bytes } = await limn.exportFiles(['COCO JSON, exact masks'])
    const objects = readCoco(bytes.toString('utf8'))[0]?.objects ?? []
    const made = objects.filter(({ label }) => label === 'black-faced ewe')
    expect(made).toHaveLength(1)
    expect(made[0] && maskContains(made[0].mask, missedSheep.x, missedSheep.y)).toBe(true)
  })
})

test('a class can be hidden, isolated and shown again', async ({ limn, page }) => {
  await limn.drop([await sampleFile('boats.jpg')])
  await limn.expectDone('boats.jpg')
  await limn.setSlider('Score at least', 0.3)
  const all = await limn.objectCount()
  await page.getByRole('button', { name: 'Show boat' }).click()
  await limn.expectObjects(1)
  await page.getByRole('button', { name: 'Only boat' }).click()
  await limn.expectObjects(all - 1)
  await page.getByRole('button', { name: 'Only boat' }).click()
  // Back to what the eyes say: the boats are hidden still.
  await limn.expectObjects(1)
  await page.getByRole('button', { name: 'Show boat' }).click()
  await limn.expectObjects(all)
})
