import AxeBuilder from '@axe-core/playwright'
import { expect, test, type LimnPage } from './fixtures/limnPage.ts'

async function expectNoViolations({ page }: LimnPage): Promise<void> {
  // Colours on their way from one theme to the other are not what anyone reads.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)),
  )
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([])
}

test('the welcome page has no accessibility violation, light and dark', async ({ limn, page }) => {
  await expect(page.getByRole('button', { name: /Try the sample/ })).toHaveCount(4)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expectNoViolations(limn)
  }
})

test('a photo is segmented, looked through, corrected and exported by keyboard alone', async ({
  limn,
  page,
}) => {
  const press = (key: string): Promise<void> => page.keyboard.press(key)
  const sample = page.getByRole('button', { name: /Sheep in a pasture/ })
  await expect(sample).toBeVisible()
  for (let tabs = 0; tabs < 20; tabs++) {
    if (await sample.evaluate((element) => element === document.activeElement)) break
    await press('Tab')
  }
  await expect(sample).toBeFocused()
  await press('Enter')
  await limn.expectDone('sheep.jpg')
  const count = await limn.objectCount()

  await test.step('letters choose tools', async () => {
    for (const [key, name] of [
      ['a', 'Add area'],
      ['x', 'Remove area'],
      ['b', 'Box'],
      ['h', 'Pan'],
      ['v', 'Select'],
    ] as const) {
      await press(key)
      await expect(page.getByRole('button', { name, exact: true })).toHaveAttribute(
        'aria-pressed',
        'true',
      )
    }
  })

  await test.step('N walks through the objects, Delete removes, Ctrl+Z brings back', async () => {
    await limn.stage.focus()
    await press('n')
    await expect(page.getByRole('region', { name: 'Selected object' })).toBeVisible()
    await press('Delete')
    await limn.expectObjects(count - 1)
    await press('Control+z')
    await limn.expectObjects(count)
  })

  await test.step('the sheet lists the keys and the palette runs commands', async () => {
    await press('?')
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect(sheet).toContainText('Add pictures')
    await expectNoViolations(limn)
    await press('Escape')
    await expect(sheet).toBeHidden()
    await press('Control+k')
    await page.getByRole('combobox', { name: 'Find a command' }).fill('export')
    await press('Enter')
    await expect(page.getByRole('dialog', { name: 'Export' })).toBeVisible()
    await expectNoViolations(limn)
    await press('Escape')
  })

  await test.step('no accessibility violation with a picture, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectNoViolations(limn)
    }
  })
})
