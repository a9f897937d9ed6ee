import { expect, sampleFile, test } from './fixtures/limnPage.ts'

const size = { width: 1024, height: 498 }
/** Sheep that the detector misses. */
const MISSED = [
  { x: 452, y: 95 },
  { x: 150, y: 180 },
  { x: 636, y: 105 },
]

/**
 * Pictures of the app for people to look at, in the three widths and both themes; they land in test-results/screens.
 * `LIMN_SCREENSHOT=docs/screenshot.jpg npm run test:e2e -- screens` renews the one in the README.
 */
test('the app can be shown in every width, light and dark', async ({ limn, page }) => {
  await page.screenshot({ path: 'test-results/screens/welcome.png' })
  await limn.drop([
    await sampleFile('sheep.jpg'),
    await sampleFile('boats.jpg'),
    await sampleFile('cat.jpg'),
  ])
  await limn.expectDone('sheep.jpg')
  await limn.expectDone('boats.jpg')
  await limn.expectDone('cat.jpg')
  await limn.show('sheep.jpg')
  await page.keyboard.press('a')
  const found = await limn.objectCount()
  for (const [index, missed] of MISSED.entries()) {
    await page.keyboard.press('a')
    await limn.clickPixel(size, missed)
    await limn.expectObjects(found + index + 1)
    await page.getByRole('combobox', { name: /^Class: / }).click()
    await page.getByRole('combobox', { name: 'Class', exact: true }).fill('sheep')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('combobox', { name: 'Class: sheep' })).toBeVisible()
    await limn.stage.focus()
    await page.keyboard.press('Escape')
  }
  await page.keyboard.press('v')
  await limn.clickPixel(size, MISSED[0] ?? { x: 0, y: 0 })
  await expect(page.getByRole('region', { name: 'Selected object' })).toBeVisible()
  await limn.stage.focus()

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      await expect(limn.stage).toBeVisible()
      // Two frames, so that the stage has been laid out and painted anew.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      )
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, 'sideways scrolling').toBe(0)
      await page.waitForTimeout(400)
      await page.screenshot({ path: `test-results/screens/${colorScheme}-${width}.png` })
    }
  }
  const readme = process.env['LIMN_SCREENSHOT']
  if (readme !== undefined) {
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.waitForTimeout(400)
    await page.screenshot({ path: readme, quality: 85, type: 'jpeg' })
  }
})

test('places scroll within themselves, never the page with them', async ({ page }) => {
  const overflow = () =>
    page.evaluate(
      () => document.documentElement.scrollHeight - document.documentElement.clientHeight,
    )
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(viewport)
    for (const place of ['data', 'train', 'evaluate', 'models']) {
      await page.goto(`/#${place}`)
      await expect(page.getByRole('main')).toBeVisible()
      expect(await overflow(), place).toBe(0)
    }
    await page.getByRole('button', { name: 'Customise Nuclei (Mask R-CNN)' }).click()
    await expect(page.getByText('roi_heads', { exact: true }).first()).toBeAttached()
    expect(await overflow(), 'the editor').toBe(0)
    await page.getByRole('button', { name: /All models/ }).click()
  }
})
