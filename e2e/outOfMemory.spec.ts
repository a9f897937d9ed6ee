import type { Page } from '@playwright/test'
import { expect, test } from './fixtures/limnPage.ts'
import { dashboard, openTrain, status, trainButton } from './fixtures/trainPlace.ts'

/** A device that gives the engine no more than this, however it asks: what a browser does when memory runs out. */
async function limitMemory(page: Page, megabytes: number): Promise<void> {
  const limit = `{
    const grow = WebAssembly.Memory.prototype.grow
    WebAssembly.Memory.prototype.grow = function (pages) {
      if (this.buffer.byteLength + pages * 65536 > ${megabytes} * 1e6) {
        throw new RangeError('WebAssembly.Memory.grow(): Unable to grow instance memory')
      }
      return grow.call(this, pages)
    }
  }`
  await page.route(/engine\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${limit}\n${await response.text()}` })
  })
}

async function begin(page: Page, settings: Readonly<Record<string, number>>): Promise<void> {
  await openTrain(page)
  await page.getByText('All settings').click()
  await page.getByLabel('Steps', { exact: true }).fill('3')
  for (const [label, value] of Object.entries(settings)) {
    await page.getByLabel(label).fill(String(value))
  }
  await trainButton(page).click()
}

test('a run whose memory runs out goes on with fewer pictures at a time, and says so', async ({
  page,
}) => {
  await limitMemory(page, 80)
  await begin(page, { 'Steps between evaluations': 0 })
  await expect(dashboard(page)).toContainText(
    /Memory ran out: the run goes on with (one picture|\d pictures) at a time\./,
    { timeout: 60_000 },
  )
  await expect(status(page)).toContainText('Done: all 3 steps', { timeout: 60_000 })
})

test('a run that cannot take even one picture ends and says what to do', async ({ page }) => {
  await limitMemory(page, 40)
  await begin(page, { 'Steps between evaluations': 0, 'Image size': 512 })
  const alert = dashboard(page).getByRole('alert')
  await expect(alert).toContainText('The WASM engine has no memory left', { timeout: 60_000 })
  await expect(alert).toContainText('Choose a smaller image size or a smaller model')
  await expect(status(page)).toContainText('no memory left')
})
