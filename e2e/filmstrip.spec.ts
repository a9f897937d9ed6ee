import { DOT_PNG } from './fixtures/badFiles.ts'
import { expect, test, type DroppedFile } from './fixtures/limnPage.ts'

const COUNT = 2000

test('2,000 pictures keep the filmstrip small and quick', async ({ limn, page }) => {
  const files = Array.from({ length: COUNT }, (_, index): DroppedFile => ({
    name: `dot-${index}.png`,
    type: 'image/png',
    bytes: DOT_PNG,
  }))
  await limn.drop(files)
  await expect(page.getByText(/of 2,000 done/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel all' }).click()
  expect(await limn.pictures.count()).toBeLessThan(60)

  await limn.pictures.first().focus()
  await page.keyboard.press('End')
  await expect(limn.picture('dot-1999.png')).toBeVisible()
  await expect(limn.picture('dot-1999.png')).toHaveAttribute('aria-posinset', '2000')
  await page.keyboard.press('Home')
  await expect(limn.picture('dot-0.png')).toBeVisible()
})
