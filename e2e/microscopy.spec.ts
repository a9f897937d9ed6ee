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
  await page.screenshot({ path: 'test-results/screens/microscopy.png' })

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
