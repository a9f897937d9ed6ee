import { readFile } from 'node:fs/promises'
import { expect, test, type LimnPage } from './fixtures/limnPage.ts'
import { microscopeSlide, NUCLEI, SIDE } from './fixtures/microscopePicture.ts'

async function chooseNucleiModel({ page }: LimnPage): Promise<void> {
  await page.goto('/#models')
  const card = page.getByRole('listitem').filter({ hasText: 'nuclei' }).first()
  await card.getByRole('button', { name: 'Segment with it' }).click()
}

/** The table of the measured objects: a function from a column's name to its number for each object. */
async function measure({ page }: LimnPage): Promise<((name: string) => number)[]> {
  await page.getByRole('button', { name: 'Measure' }).click()
  const dialog = page.getByRole('dialog', { name: 'Measure' })
  const saving = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save as CSV' }).click()
  const text = await readFile(await (await saving).path(), 'utf8')
  const [head = [], ...rows] = text
    .trim()
    .split('\r\n')
    .map((line) => line.split(','))
  return rows.map((cells) => (name: string) => Number(cells[head.indexOf(name)]))
}

test('a TIFF of 20,000 × 20,000 pixels is shown smaller, and looked at window by window', async ({
  limn,
  page,
}) => {
  await chooseNucleiModel(limn)
  await limn.drop([microscopeSlide('slide.tif', { across: 79, down: 79 })])
  await expect(page.getByText(/Large picture: 20,224 × 20,224, shown 6× smaller/)).toBeVisible({
    timeout: 60_000,
  })
  await expect(page.getByText(/Window 1 of 100/)).toBeVisible({ timeout: 60_000 })
  await page.screenshot({ path: 'test-results/screens/largeTiff.png' })
  await limn.status.getByRole('button', { name: 'Cancel' }).click()
  await expect(limn.picture('slide.tif')).toHaveAccessibleName(/cancelled/i)
})

test('a TIFF of 16 bits is measured in its own pixels and its own scale', async ({ limn }) => {
  await chooseNucleiModel(limn)
  await limn.drop([microscopeSlide('fields.tif', { across: 2, down: 1 })])
  await limn.expectDone('fields.tif')
  await limn.expectObjects(2 * NUCLEI.length)
  const objects = await measure(limn)
  for (const { x, y, radius } of NUCLEI) {
    const [value] = objects.filter(
      (own) => Math.hypot(own('centre_x_px') - SIDE - x, own('centre_y_px') - y) < 4,
    )
    expect(value?.('area_px')).toBeGreaterThan(0.7 * Math.PI * radius ** 2)
    expect(value?.('area_px')).toBeLessThan(1.3 * Math.PI * radius ** 2)
    // Sixteen times what eight bits would say.
    expect(value?.('mean_intensity')).toBeGreaterThan(16 * 70)
  }
})

test('@long a slide of 16.8 megapixels gives every nucleus once, across its windows', async ({
  limn,
}) => {
  test.setTimeout(900_000)
  const across = 16
  const down = 16
  await chooseNucleiModel(limn)
  await limn.drop([microscopeSlide('slide.tif', { across, down })])
  const count = across * down * NUCLEI.length
  const named = new RegExp(`, ${count.toLocaleString('en-US')} objects$`)
  await expect(limn.picture('slide.tif')).toHaveAccessibleName(named, { timeout: 800_000 })
  await limn.expectObjects(count)
  const objects = await measure(limn)
  const places = new Set(
    objects.map(
      (own) => `${Math.round(own('centre_x_px') / 4)} ${Math.round(own('centre_y_px') / 4)}`,
    ),
  )
  expect(places.size).toBe(count)
  const mean = objects.reduce((sum, own) => sum + own('area_px'), 0) / objects.length
  const expected =
    NUCLEI.reduce((sum, { radius }) => sum + Math.PI * radius ** 2, 0) / NUCLEI.length
  expect(mean / expected).toBeGreaterThan(0.8)
  expect(mean / expected).toBeLessThan(1.2)
})
