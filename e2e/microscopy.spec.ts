import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures/limnPage.ts'
import { microscopePicture, NUCLEI } from './fixtures/microscopePicture.ts'

test('a dropped microscopy image becomes a table of its nuclei', async ({ limn, page }) => {
  await page.goto('/#models')
  const card = page.getByRole('listitem').filter({ hasText: 'nuclei' }).first()
  await card.getByRole('button', { name: 'Segment with it' }).click()
  await limn.drop([microscopePicture('field.png')])
  await limn.expectDone('field.png')
  await limn.expectObjects(NUCLEI.length)

  // Other settings are answered from the maps: small nuclei go, and come back.
  await limn.setSlider('Smallest object', 450)
  await limn.expectObjects(NUCLEI.filter(({ radius }) => radius > 12).length)
  await page.screenshot({ path: 'test-results/screens/microscopy.png' })
  await page.getByRole('button', { name: 'Back to the model’s own' }).click()
  await limn.expectObjects(NUCLEI.length)

  await page.getByRole('button', { name: 'Measure' }).click()
  const dialog = page.getByRole('dialog', { name: 'Measure' })
  await expect(dialog.getByRole('row')).toHaveCount(NUCLEI.length + 1)
  await page.screenshot({ path: 'test-results/screens/measure.png' })
  const saving = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as CSV' }).click()
  const download = await saving
  expect(download.suggestedFilename()).toBe('field-objects.csv')

  const [head = [], ...rows] = (await readFile(await download.path(), 'utf8'))
    .trim()
    .split('\r\n')
    .map((line) => line.split(','))
  const objects = rows.map((cells) => (name: string) => Number(cells[head.indexOf(name)]))
  expect(objects).toHaveLength(NUCLEI.length)
  for (const { x, y, radius } of NUCLEI) {
    const own = objects.filter(
      (value) => Math.hypot(value('centre_x_px') - x, value('centre_y_px') - y) < 4,
    )
    expect(own, `objects at ${x}, ${y}`).toHaveLength(1)
    const [value] = own
    expect(value?.('area_px')).toBeGreaterThan(0.7 * Math.PI * radius ** 2)
    expect(value?.('area_px')).toBeLessThan(1.3 * Math.PI * radius ** 2)
    expect(value?.('perimeter_px')).toBeGreaterThan(1.6 * Math.PI * radius)
    expect(value?.('mean_intensity')).toBeGreaterThan(70)
    expect(value?.('eccentricity')).toBeLessThan(0.7)
  }
})

test('the step from pixels to objects is tuned on labelled pictures', async ({ limn, page }) => {
  await page.goto('/#models')
  const card = page.getByRole('listitem').filter({ hasText: 'nuclei' }).first()
  await card.getByRole('button', { name: 'Segment with it' }).click()
  // Every fifth labelled picture of a dataset without splits is held out.
  const names = ['1.png', '2.png', '3.png', '4.png', '5.png']
  await limn.drop(names.map(microscopePicture))
  for (const name of names) await limn.expectDone(name)
  await page.getByRole('button', { name: 'Use as training images' }).click()
  await expect(page.getByRole('heading', { name: 'My pictures' })).toBeVisible()
  await page.getByRole('navigation').getByRole('button', { name: 'Segment' }).click()
  await limn.setSlider('Foreground at least', 0.95)
  await page.getByRole('button', { name: 'Tune on them' }).click()
  await expect(limn.notices).toContainText(/Tuned on a picture: .* to 1\.000/)
  await limn.expectObjects(NUCLEI.length)
})
