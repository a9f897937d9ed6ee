import { expect, LimnPage, sampleFile, test } from './fixtures/limnPage.ts'
import { test as bare } from '@playwright/test'

test('the second start needs no network', async ({ limn, page, context }) => {
  await limn.drop([await sampleFile('sheep.jpg')])
  await limn.expectDone('sheep.jpg')
  // The service worker has taken over once it controls the page.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await context.setOffline(true)
  await context.route('**/*', (route) => route.abort('internetdisconnected'))
  await page.reload()
  await expect(page.getByRole('heading', { name: /Drop photos/ })).toBeVisible()
  await limn.drop([await sampleFile('sheep.jpg')])
  await limn.expectDone('sheep.jpg')
  expect(await limn.objectCount()).toBeGreaterThanOrEqual(2)
})

bare(
  'without network at the first start it says so, and goes on when the network is back',
  async ({ page }) => {
    const limn = new LimnPage(page)
    let online = false
    await page
      .context()
      .route('**/weights/**', (route) =>
        online ? route.continue() : route.abort('internetdisconnected'),
      )
    await limn.open()
    await limn.drop([await sampleFile('sheep.jpg')])
    const alert = page.getByRole('alert').first()
    await expect(alert).toContainText(/network|connection/i)
    online = true
    await alert.getByRole('button', { name: 'Try again' }).click()
    await limn.expectDone('sheep.jpg')
  },
)

bare('weights with one flipped byte are refused', async ({ page }) => {
  const limn = new LimnPage(page)
  await page.context().route('**/weights/coco-ssd/*.safetensors', async (route) => {
    const response = await route.fetch()
    const body = await response.body()
    const at = Math.floor(body.length / 2)
    body[at] = (body[at] ?? 0) ^ 1
    await route.fulfill({ response, body })
  })
  await limn.open()
  await limn.drop([await sampleFile('sheep.jpg')])
  await expect(page.getByRole('alert').first()).toContainText(/damaged.*checksum/)
})
