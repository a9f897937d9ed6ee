import { createHash } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import type { Page, Route } from '@playwright/test'
import { expect, test } from './fixtures/limnPage.ts'
import { microFile } from './fixtures/microCheckpoint.ts'

// Requests that pass through a service worker cannot be answered here.
test.use({ serviceWorkers: 'block' })

const FILE = 'maskrcnn_micro-00000000.pth'
const ADDRESS = `https://download.pytorch.org/models/${FILE}`

/** Answers for the publisher. Every answer is one of the list; `null` breaks the connection off before any byte. */
type Answer = (from: number, bytes: Buffer) => { status: number; body: Buffer } | null

const whole: Answer = (from, bytes) =>
  from === 0 ? { status: 200, body: bytes } : { status: 206, body: bytes.subarray(from) }
/** Half of the file, and then the connection ends. */
const half: Answer = (from, bytes) => ({
  status: from === 0 ? 200 : 206,
  body: bytes.subarray(from, Math.floor(bytes.length / 2)),
})
const broken: Answer = () => null
const damaged: Answer = (_, bytes) => ({ status: 200, body: Buffer.alloc(bytes.length, 7) })

/** Offers a small checkpoint in the place of torchvision's, at the address where torchvision's lie. */
async function publish(page: Page, answers: readonly Answer[]) {
  const bytes = Buffer.from((await microFile(FILE)).bytes)
  const offer = {
    id: 'micro',
    name: 'A small Mask R-CNN',
    summary: 'Stands in for the published one.',
    licence: 'BSD-3-Clause',
    ...{ url: ADDRESS, parameters: 77433, classes: 1, boxAp: 37.9, maskAp: 34.6 },
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
  const asked: number[] = []
  const queue = [...answers]
  await page
    .context()
    .route('**/official-weights.json', (route) => route.fulfill({ json: [offer] }))
  await page.context().route(ADDRESS, async (route: Route) => {
    const from = Number(/^bytes=(\d+)-$/.exec(route.request().headers()['range'] ?? '')?.[1] ?? 0)
    asked.push(from)
    const answer = (queue.shift() ?? whole)(from, bytes)
    if (answer === null) {
      await route.abort('connectionreset')
      return
    }
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'binary/octet-stream' }
    await route.fulfill({ ...answer, headers })
  })
  return { asked, size: bytes.length }
}

async function openModels(page: Page): Promise<void> {
  await page.goto('/#models')
  await expect(page.getByRole('heading', { name: 'Official weights' })).toBeVisible()
}

test('official weights are fetched when asked for, and segment', async ({ limn, page }) => {
  const { asked } = await publish(page, [])
  await openModels(page)
  const get = page.getByRole('button', { name: /^Get it, \d+ kB/ })
  await expect(get).toBeEnabled()
  expect(asked, 'requests before the button was pressed').toEqual([])
  const axe = await new AxeBuilder({ page }).analyze()
  expect(axe.violations).toEqual([])
  await get.click()
  await expect(page.getByText('On this device', { exact: true }).last()).toBeVisible()
  await expect(page.getByText(`Fetched from ${ADDRESS}`)).toBeVisible()
  expect(asked).toEqual([0])
  await page.getByRole('button', { name: 'Segment with it' }).first().click()
  await expect(limn.page.getByRole('heading', { name: /Drop photos/ })).toBeVisible()
})

test('a broken download goes on after a reload, from where it stopped', async ({ limn, page }) => {
  const { asked, size } = await publish(page, [half, broken, broken, broken])
  await openModels(limn.page)
  await page.getByRole('button', { name: /^Get it/ }).click()
  const main = page.getByRole('main')
  await expect(main).toContainText('The connection to download.pytorch.org broke off')
  await expect(main).toContainText('What has arrived is kept')
  await expect(main.getByRole('link', { name: ADDRESS })).toBeVisible()
  for (const [scheme, width, height] of [
    ['light', 1440, 900],
    ['dark', 390, 844],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.setViewportSize({ width, height })
    await page.screenshot({ path: `test-results/screens/weights-${scheme}-${width}.png` })
  }
  const stopped = Math.floor(size / 2)
  expect(asked).toEqual([0, stopped, stopped, stopped])
  await page.reload()
  await openModels(page)
  await expect(page.getByText(/\d+ of \d+\skB are here/)).toBeVisible()
  expect(asked, 'requests by the reload').toHaveLength(4)
  await page.getByRole('button', { name: /^Go on/ }).click()
  await expect(page.getByRole('heading', { name: 'A small Mask R-CNN' }).first()).toBeVisible()
  await expect(page.getByText(`Fetched from ${ADDRESS}`)).toBeVisible()
  expect(asked.at(-1)).toBe(stopped)
})

test('wrong bytes are refused and not kept; a cancelled download can be thrown away', async ({
  limn,
  page,
}) => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await publish(page, [damaged, half])
  await openModels(limn.page)
  await page.getByRole('button', { name: /^Get it/ }).click()
  const main = page.getByRole('main')
  await expect(main).toContainText(/its SHA-256 begins with [0-9a-f]{8}, not [0-9a-f]{8}/)
  await expect(main).toContainText('Nothing of it was kept.')
  await expect(page.getByRole('button', { name: /^Get it/ })).toBeVisible()

  // The second answer is half of the file; what would follow is held back until the person has cancelled.
  await page.context().route(ADDRESS, async (route) => {
    if (route.request().headers()['range'] !== undefined) await held
    await route.fallback()
  })
  await page.getByRole('button', { name: /^Get it/ }).click()
  await expect(page.getByText(/^[1-9]\d* of \d+\skB/)).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  release()
  await expect(page.getByText(/\d+ of \d+\skB are here/)).toBeVisible()
  await page.getByRole('button', { name: 'Throw away' }).click()
  await expect(page.getByRole('button', { name: /^Get it/ })).toBeVisible()
  await expect(page.getByRole('heading', { name: /^On this device$/ })).toBeHidden()
})
