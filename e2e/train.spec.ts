import { readFile } from 'node:fs/promises'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { RunHistory, RunRecord } from '../src/domain/training/trainingRun.ts'
import { openSafetensors } from '../src/models/checkpoint/openSafetensors.ts'
import { openTorch } from '../src/models/checkpoint/openTorch.ts'
import { expect, test } from './fixtures/limnPage.ts'
import {
  dashboard,
  figure,
  learnFromNothing,
  openTrain,
  status,
  trainButton,
} from './fixtures/trainPlace.ts'

/** Presses a button of the dashboard that saves the run. */
async function takeAway(page: Page, button: string) {
  const saving = page.waitForEvent('download')
  await dashboard(page).getByRole('button', { name: button, exact: true }).click()
  const download = await saving
  const bytes = new Uint8Array(await readFile(await download.path()))
  const text = new TextDecoder().decode(bytes)
  return { name: download.suggestedFilename(), format: 'pytorch' as const, bytes, text }
}

async function setSetting(page: Page, label: string, value: number | string): Promise<void> {
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
    const csv = await takeAway(page, 'CSV')
    expect(csv.name).toBe('Drawn-shapes.csv')
    const [comment = '', head = '', ...rows] = csv.text.trimEnd().split('\n')
    expect(comment).toMatch(/^# \{"request":/)
    expect(head).toMatch(/^step,loss,loss_/)
    expect(rows.map((row) => Number(row.split(',')[0]))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    const json = await takeAway(page, 'JSON')
    const { run, curves } = JSON.parse(json.text) as { run: RunRecord } & RunHistory
    expect(run).toMatchObject({ status: 'done', step: 8, request: { settings: { seed: 1 } } })
    expect(run.backend).toMatch(/^WASM/)
    expect(run.versions.tensorflow).toBe('4.22.0')
    expect(run.dataFingerprint).not.toBe('')
    expect(curves.step).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    const weights = await takeAway(page, 'safetensors')
    expect(weights.name).toBe('Drawn-shapes.safetensors')
    const opened = await openSafetensors(new Blob([weights.bytes]))
    expect(opened.tensors.size).toBeGreaterThan(40)
    const torch = await takeAway(page, 'PyTorch')
    expect(torch.name).toBe('Drawn-shapes.pth')
    const asTorch = await openTorch(new Blob([torch.bytes]), torch)
    expect([...asTorch.tensors.keys()].sort()).toEqual([...opened.tensors.keys()].sort())
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  })

  await test.step('a chart is saved as a picture and as figures', async () => {
    for (const [item, ending, start] of [
      ['Picture (SVG)', 'svg', '<svg'],
      ['Picture (PNG)', 'png', '\u{89}PNG'],
      ['Figures (CSV)', 'csv', 'series,step,loss'],
    ] as const) {
      await page.getByRole('button', { name: 'Save “Loss”' }).click()
      const saving = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: item }).click()
      const download = await saving
      expect(download.suggestedFilename()).toBe(`loss.${ending}`)
      const bytes = await readFile(await download.path())
      expect(bytes.subarray(0, start.length).toString('latin1')).toBe(start)
    }
  })

  await test.step('a second run lies beside it: curves, settings that differ, the best of both', async () => {
    await page.getByText('All settings').click()
    await page.getByLabel('Begin with').selectOption('cells')
    await setSetting(page, 'Name', 'Another seed')
    await setSetting(page, 'Steps', 2)
    await setSetting(page, 'Seed', 5)
    await trainButton(page).click()
    await expect(status(page)).toContainText('Done: all 2 steps', { timeout: 120_000 })
    // A model that names pixels is measured by them too.
    expect(await figure(page, 'Mean IoU')).toBeGreaterThan(0)
    expect(await figure(page, 'Dice')).toBeGreaterThan(await figure(page, 'Mean IoU'))
    await page.getByLabel('Show', { exact: true }).scrollIntoViewIfNeeded()
    await page.getByLabel('Show', { exact: true }).selectOption('IoU of pixels')
    await expect(
      page.getByRole('group', { name: /^Score of each class: background / }),
    ).toBeVisible()
    const runs = page.getByRole('region', { name: 'Runs' })
    await runs.getByLabel('Compare Another seed').check()
    await runs.getByLabel('Compare Drawn shapes').check()
    const difference = (name: string) => runs.getByRole('row', { name: new RegExp(`^${name} `) })
    await expect(difference('seed')).toHaveText(/seed\s*5\s*1/)
    await expect(difference('steps')).toHaveText(/steps\s*2\s*8/)
    for (const title of ['Loss', 'Score']) {
      // Charts that are out of sight wait until they are looked at.
      await page.getByRole('group', { name: new RegExp(`^${title}: `) }).scrollIntoViewIfNeeded()
      await expect(
        page.getByRole('group', { name: new RegExp(`^${title}: Another seed .*, Drawn shapes `) }),
      ).toBeVisible()
    }
    await runs.getByRole('button', { name: 'Drawn shapes', exact: true }).click()
    await expect(status(page)).toContainText('Done: all 8 steps')
  })

  await test.step('one click leads on to segmenting with it', async () => {
    await dashboard(page).getByRole('button', { name: 'Segment with it' }).click()
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText(
      'kept among your models',
    )
    await expect(page.getByRole('heading', { name: /Drop photos/ })).toBeVisible()
  })
})
