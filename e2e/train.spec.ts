import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures/limnPage.ts'
import {
  dashboard,
  figure,
  learnFromNothing,
  openTrain,
  status,
  trainButton,
} from './fixtures/trainPlace.ts'

async function setSetting(page: Page, label: string, value: number): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(String(value))
}

test('the first preset learns drawn shapes from nothing to an mAP50 over 0.5, on WASM', async ({
  page,
}) => {
  test.setTimeout(600_000)
  await openTrain(page)
  await learnFromNothing(page)
})

test('a run learns, stops, outlives its tab and goes on', async ({ page }) => {
  test.setTimeout(300_000)
  await openTrain(page)
  await page.getByText('All settings').click()
  await setSetting(page, 'Steps', 8)
  await setSetting(page, 'Steps between evaluations', 4)
  await setSetting(page, 'Steps between checkpoints', 2)

  await test.step('it learns step by step, and pauses between two steps', async () => {
    await trainButton(page).click()
    await expect(status(page)).toContainText('Learning', { timeout: 120_000 })
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect(status(page)).toContainText('Paused')
    await page.getByRole('button', { name: 'Halve the learning rate' }).click()
    await expect(dashboard(page)).toContainText('learning rate × 0.5')
    await page.getByRole('button', { name: 'Go on' }).click()
    await expect.poll(() => figure(page, 'Loss'), { timeout: 60_000 }).toBeGreaterThan(0)
  })

  await test.step('it is stopped, with a checkpoint', async () => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await expect(status(page)).toContainText(/Stopped at step \d+ of 8|Done/, { timeout: 120_000 })
  })

  await test.step('the tab is closed; the run is still there and goes on to its end', async () => {
    await page.goto('about:blank')
    await openTrain(page)
    await expect(page.getByRole('region', { name: 'Runs' })).toContainText('Drawn shapes')
    await page.getByRole('button', { name: 'Go on' }).click()
    await expect(status(page)).toContainText('Done: all 8 steps', { timeout: 120_000 })
    expect(await figure(page, 'mAP50')).toBeLessThan(0.5)
  })

  await test.step('its curves and weights can be taken away and kept', async () => {
    const [csv] = await Promise.all([
      page.waitForEvent('download'),
      dashboard(page).getByRole('button', { name: 'CSV', exact: true }).first().click(),
    ])
    expect(csv.suggestedFilename()).toBe('Drawn-shapes.csv')
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  })

  await test.step('one click leads on to segmenting with it', async () => {
    await dashboard(page).getByRole('button', { name: 'Segment with it' }).click()
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText(
      'kept among your models',
    )
    await expect(page.getByRole('heading', { name: /Drop photos/ })).toBeVisible()
  })
})
