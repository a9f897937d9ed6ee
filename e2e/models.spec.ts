import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import { expect, sampleFile, test } from './fixtures/limnPage.ts'
import { hostileFile, microFile, misshapenFile, truncatedFile } from './fixtures/microCheckpoint.ts'

test('a dropped .pth finds and masks what is in a dropped photo', async ({ limn, page }) => {
  await limn.drop([await microFile('tiny.pth')])
  await expect(page.getByRole('heading', { name: 'tiny', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Look inside tiny' }).click()
  await expect(page.getByText('roi_heads', { exact: true })).toBeVisible()
  await page.getByRole('textbox', { name: 'Class names' }).fill('sheep of ours')
  await page.getByRole('button', { name: 'Save names' }).click()
  await expect(page.getByRole('button', { name: 'Save names' })).toBeHidden()
  await page.getByRole('textbox', { name: 'Anchor ratios' }).fill('1')
  await expect(page.getByText(/made for 3 anchors a place/)).toBeVisible()
  await page.getByRole('textbox', { name: 'Anchor ratios' }).fill('0.5, 1, 2')
  await page.getByRole('textbox', { name: 'Shorter side' }).fill('320')
  await page.getByRole('button', { name: 'Save size and anchors' }).click()
  await expect(page.getByRole('button', { name: 'Save size and anchors' })).toBeHidden()
  await expect(page.getByRole('textbox', { name: 'Shorter side' })).toHaveValue('320')
  const axe = await new AxeBuilder({ page }).analyze()
  expect(axe.violations).toEqual([])
  for (const [scheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 390, 844],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `test-results/screens/model-${scheme}-${width}.png` })
  }
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.getByRole('button', { name: 'Segment with it' }).click()
  await limn.drop([await sampleFile('sheep.jpg')])
  await limn.expectDone('sheep.jpg')
  expect(await limn.objectCount()).toBeGreaterThan(0)
  await expect(page.getByText('sheep of ours').first()).toBeVisible()

  // The choice outlives the page.
  await page.reload()
  await limn.drop([await sampleFile('sheep.jpg')])
  await limn.expectDone('sheep.jpg')
  await expect(page.getByText('sheep of ours').first()).toBeVisible()
})

test('a hostile, a cut and a mis-shaped checkpoint are refused in words', async ({
  limn,
  page,
}) => {
  const main = page.getByRole('main')
  // All three at once, and in the place where datasets are dropped: weights are a model wherever they fall.
  await page.goto('/#data')
  await limn.drop([
    await hostileFile('gift.pth'),
    await truncatedFile('half.pth'),
    await misshapenFile('bent.pth'),
  ])
  await expect(main).toContainText('gift.pth asks Python to load “posix.system”')
  await expect(main).toContainText('Nothing was run.')
  await expect(main).toContainText('half.pth is not a whole zip archive')
  await expect(main).toContainText(
    'The tensor “backbone.body.layer2.0.bn1.bias” has the shape [5], but the model needs [16].',
  )
  await page.getByRole('button', { name: 'Dismiss these messages' }).click()
  await expect(main).not.toContainText('gift.pth')
  await expect(page.getByRole('heading', { name: 'On this device' })).toBeHidden()
})

test('a deleted model comes back with Undo; what is saved can be brought in again', async ({
  limn,
  page,
}) => {
  await limn.drop([await microFile('tiny.pth')])
  await page.getByRole('button', { name: 'Look inside tiny' }).click()
  await page.getByRole('textbox', { name: 'Name of the model' }).fill('Smaller than small')
  await page.keyboard.press('Enter')
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as PyTorch' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('Smaller than small.pth')
  const bytes = await readFile(await saved.path())

  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('“Smaller than small” is deleted.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'On this device' })).toBeHidden()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('heading', { name: 'Smaller than small' })).toBeVisible()
  await limn.drop([{ name: 'again.pth', type: '', bytes }])
  await expect(page.getByRole('heading', { name: 'again', exact: true })).toBeVisible()
  const axe = await new AxeBuilder({ page }).analyze()
  expect(axe.violations).toEqual([])
  for (const [scheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1024, 768],
    ['light', 390, 844],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `test-results/screens/models-${scheme}-${width}.png` })
  }
})
