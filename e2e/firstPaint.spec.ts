import { gzipSync } from 'node:zlib'
import { expect, type Response, test } from '@playwright/test'
import { LimnPage } from './fixtures/limnPage.ts'

const BUDGET_BYTES = 150_000

test('the scripts of the first paint are under 150 kB gzipped and the engine is not among them', async ({
  page,
}) => {
  const responses: Response[] = []
  page.on('response', (response) => responses.push(response))
  const html = await (await page.request.get('/')).text()
  await new LimnPage(page).open()
  const wanted = [...html.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map(
    ([, path = '']) => path,
  )
  expect(wanted.length).toBeGreaterThan(0)
  // What index.html itself asks for; workers and lazy chunks come after the first paint.
  const first = responses.filter((response) => wanted.some((path) => response.url().endsWith(path)))
  expect(first).toHaveLength(wanted.length)
  const bodies = await Promise.all(first.map((response) => response.body()))
  const total = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
  expect(total).toBeGreaterThan(0)
  expect(total).toBeLessThan(BUDGET_BYTES)
  expect(first.map((response) => response.url()).join()).not.toMatch(/engine|tfjs|openW/)
})

test('nothing is asked of any other host', async ({ page, baseURL }) => {
  const foreign: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (/^https?:$/.test(url.protocol) && url.origin !== new URL(baseURL ?? '').origin) {
      foreign.push(request.url())
    }
  })
  const limn = new LimnPage(page)
  await limn.open()
  await limn.trySample(/Sheep in a pasture/)
  await limn.expectDone('sheep.jpg')
  expect(foreign).toEqual([])
})
