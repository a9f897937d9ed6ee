import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures/limnPage.ts'
import { microscopePicture, NUCLEI } from './fixtures/microscopePicture.ts'
import { dashboard, status, trainButton } from './fixtures/trainPlace.ts'

const group = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const field = (page: Page, inGroup: string, label: string): Locator =>
  group(page, inGroup).getByLabel(label, { exact: true })

/** A row of "What it costs", once the answer to the latest change is there. */
async function expectFigure(page: Page, label: string, text: RegExp): Promise<void> {
  const costs = group(page, 'What it costs')
  await expect(costs).toHaveAttribute('aria-busy', 'false')
  const row = costs
    .locator('.editor-figure')
    .filter({ has: page.getByText(label, { exact: true }) })
  await expect(row.locator('dd')).toHaveText(text)
}

async function takeScreens(page: Page, name: string): Promise<void> {
  for (const [scheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 1024, 768],
    ['light', 390, 844],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded()
    await page.screenshot({ path: `test-results/screens/${name}-${scheme}-${width}.png` })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.emulateMedia({ colorScheme: 'light' })
}

test('a new model is shaped to the taste, saved, and trained with its body frozen', async ({
  page,
}) => {
  test.setTimeout(240_000)
  await page.goto('/#models')
  const save = page.getByRole('button', { name: 'Save as a new model' })

  await test.step('it begins as one of the list', async () => {
    await page.getByRole('button', { name: 'New model' }).click()
    await expect(page.getByRole('dialog', { name: 'New model' })).toBeVisible()
    await page.screenshot({ path: 'test-results/screens/new-model.png' })
    await page.getByRole('button', { name: /^Tiny Mask R-CNN/ }).click()
    await expect(page.getByRole('heading', { name: 'New: Tiny Mask R-CNN' })).toBeVisible()
    await expectFigure(page, 'Parameters', /^[\d,.]+$/)
  })

  await test.step('what an edit does shows before anything is made', async () => {
    await field(page, 'Mask head', 'Width').fill('48')
    await expectFigure(page, 'Parameters', /→.*becomes/)
    await field(page, 'Feature pyramid', 'Channels').fill('40')
    await field(page, 'Box head', 'Dropout').fill('0.2')
    await expectFigure(page, 'MACs of a picture', /million.*→.*million/)
    await expectFigure(page, 'Memory of a step of 4 pictures', /MB.*→.*MB/)
    await expect(group(page, 'Feature pyramid')).toContainText('Was 32.')
  })

  await test.step('what cannot be is refused beside its field, and put back', async () => {
    await field(page, 'Feature pyramid', 'Channels').fill('0')
    await expect(group(page, 'Feature pyramid')).toContainText(
      'Channels cannot be 0: give a whole number from 4 to 1,024.',
    )
    await expect(save).toBeDisabled()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(field(page, 'Feature pyramid', 'Channels')).toHaveValue('40')
    await expect(save).toBeEnabled()
  })

  await test.step('edits that are left are put aside, not lost', async () => {
    await page.getByRole('button', { name: '‹ All models' }).click()
    await expect(page.getByText('its edits are put aside')).toBeVisible()
    await page.getByRole('button', { name: 'Go on editing' }).click()
    await expect(field(page, 'Mask head', 'Width')).toHaveValue('48')
  })

  await test.step('anchors are proposed from drawn shapes, and suit them better', async () => {
    await page.getByLabel('Anchors that suit a dataset').selectOption('drawn')
    await page.getByRole('button', { name: 'Propose anchors' }).click()
    const words = group(page, 'Proposals').locator('.editor-proposal')
    await expect(words).toContainText(/mean of \d+ objects/)
    const percents = [...(await words.innerText()).matchAll(/(\d+)\s%/g)].map(([, n]) => Number(n))
    expect(percents).toHaveLength(2)
    expect(percents[1]).toBeGreaterThan(percents[0] ?? 100)
    await page.getByRole('button', { name: 'Take these anchors' }).click()
    await expect(group(page, 'Proposals')).toContainText('Was 16, 24 | 32, 48 | 64, 96.')
  })

  await test.step('the body is frozen by a click in the tree', async () => {
    const lock = page.getByRole('button', { name: 'Freeze backbone.body', exact: true })
    await lock.click()
    await expect(lock).toHaveAttribute('aria-pressed', 'true')
    await expectFigure(page, 'Parameters that learn', /→/)
    await expect(page.getByLabel('Frozen stages of the body')).toHaveValue('3')
    await page.getByRole('button', { name: 'mask_head', exact: true }).click()
    const changed = group(page, 'Layers').getByText('was 16 × 14 × 14 × 32, becomes')
    await expect(changed.first()).toBeAttached()
    await group(page, 'Layers').scrollIntoViewIfNeeded()
    await page.screenshot({ path: 'test-results/screens/editor-layers.png' })
  })

  const axe = await new AxeBuilder({ page }).analyze()
  expect(axe.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  await takeScreens(page, 'editor')

  await test.step('it is saved beside the others and shows what it became', async () => {
    await page.getByLabel('Name of the new model').fill('My shapes')
    await save.click()
    await expect(page.getByRole('textbox', { name: 'Name of the model' })).toHaveValue('My shapes')
    await expect(page.getByText('Begun here as a Tiny Mask R-CNN')).toBeVisible()
    await expect(
      page.getByRole('button', { name: 'Freeze backbone.body', exact: true }),
    ).toHaveAttribute('aria-pressed', 'true')
  })

  await test.step('a run begins with it and leaves its body as it is', async () => {
    await page.getByRole('button', { name: 'Train it' }).click()
    await expect(page.getByText('Its frozen layers stay as they are.')).toBeVisible()
    await page.getByText('All settings').click()
    await page.getByLabel('Steps', { exact: true }).fill('3')
    await page.getByLabel('Steps between evaluations', { exact: true }).fill('3')
    await expect(trainButton(page)).toBeEnabled({ timeout: 60_000 })
    await trainButton(page).click()
    await expect(status(page)).toContainText('Done: all 3 steps', { timeout: 180_000 })
    await expect(dashboard(page)).toBeVisible()
  })
})

test('the nuclei model is customised: what it keeps in words, and what it knew it still finds', async ({
  limn,
  page,
}) => {
  await page.goto('/#models')
  await page.getByRole('button', { name: 'Customise Nuclei (U-Net)' }).click()
  await expect(page.getByRole('heading', { name: /^Customise/ })).toBeVisible()
  await expectFigure(page, 'Parameters', /^[\d,.]+( million)?$/)
  await expect(group(page, 'What it keeps')).toContainText(/\d+ layers as they are/)

  await page.getByRole('textbox', { name: 'Classes' }).fill('nucleus\ndebris')
  await field(page, 'Network', 'Depth').fill('5')
  await field(page, 'Network', 'Dropout').fill('0.3')
  await expectFigure(page, 'Parameters', /→/)
  const keeps = group(page, 'What it keeps')
  await expect(keeps).toContainText(/\d+ layers? in part/)
  await expect(keeps).toContainText(/\d+ layers begin anew/)
  await expect(keeps).toContainText('Known classes: nucleus.')

  await field(page, 'Network', 'Way up').selectOption('bilinear')
  await page.getByRole('textbox', { name: 'Widths' }).fill('16, 32, 50')
  await expect(group(page, 'Network')).toContainText('give multiples of 4, such as 52.')
  await page.getByRole('button', { name: 'Put all back' }).click()
  await expect(field(page, 'Network', 'Depth')).toHaveValue('4')
  await expect(keeps).not.toContainText('begin anew')

  await page.getByRole('textbox', { name: 'Classes' }).fill('nucleus\ndebris')
  await expect(keeps).toContainText(/in part/)
  await page.screenshot({ path: 'test-results/screens/editor-unet.png' })
  await page.getByRole('button', { name: 'Save as a new model' }).click()
  await expect(page.getByText(/^Made here from/)).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Class names' })).toHaveValue('nucleus\ndebris')
  await page.getByRole('button', { name: 'Segment with it' }).click()
  await limn.drop([microscopePicture('field.png')])
  await limn.expectDone('field.png')
  await expect(page.getByText('nucleus').first()).toBeVisible()
  expect(await limn.objectCount()).toBeGreaterThanOrEqual(NUCLEI.length)
})
