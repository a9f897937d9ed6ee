import { chromium } from '@playwright/test'
import { BROWSER_FLAGS, findInstalledBrowser } from '../tools/browser.ts'
import { expect, LimnPage, sampleFile, test } from './fixtures/limnPage.ts'

const size = { width: 1024, height: 498 }

test('WebGPU detects, masks and answers clicks; a lost GPU loses nothing', async ({
  limn,
  page,
  browser,
}) => {
  test.setTimeout(600_000)
  await limn.drop([await sampleFile('sheep.jpg')])
  await limn.expectDone('sheep.jpg')
  const onWasm = await limn.objectCount()
  const segmentAgain = page
    .getByRole('complementary', { name: 'Inspector' })
    .getByRole('button', { name: 'Segment again' })

  await test.step('detector and mask decoder run on WebGPU, on the embedding made before', async () => {
    await limn.chooseBackend('WebGPU')
    await segmentAgain.click()
    await expect(limn.picture('sheep.jpg')).toHaveAccessibleName(/waiting|running/)
    await limn.expectDone('sheep.jpg')
    await limn.expectObjects(onWasm)
  })

  await test.step('a click is answered on WebGPU', async () => {
    await page.keyboard.press('a')
    await limn.clickPixel(size, { x: 452, y: 95 })
    await expect(limn.stage).toHaveAccessibleName(new RegExp(`, ${onWasm + 1} objects$`), {
      timeout: 90_000,
    })
    await page.keyboard.press('v')
  })

  await test.step('the GPU is lost in the middle of a job: it begins again, and nothing is lost', async () => {
    await segmentAgain.click()
    await expect(limn.status).toContainText(/finding objects|drawing outlines/)
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.crashGpuProcess')
    // The new worker has no embedding any more, so the job starts over with it. On a software GPU that takes long.
    await expect(limn.status).toContainText('looking at the picture', { timeout: 90_000 })
    await limn.expectObjects(onWasm + 1)
    await page.getByRole('button', { name: 'Cancel sheep.jpg' }).click()
    await expect(limn.picture('sheep.jpg')).toHaveAccessibleName(/cancelled/, { timeout: 90_000 })
    await limn.expectObjects(onWasm + 1)
  })

  await test.step('and WASM takes over when asked', async () => {
    await limn.chooseBackend('WASM')
    await segmentAgain.click()
    await limn.expectDone('sheep.jpg')
    await limn.expectObjects(onWasm + 1)
  })
})

test('without WebGPU it says why and runs on WASM', async ({ baseURL }) => {
  const executablePath = findInstalledBrowser()
  const browser = await chromium.launch({
    args: BROWSER_FLAGS.filter((flag) => !/webgpu/i.test(flag)),
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  try {
    const page = await browser.newPage({ baseURL: baseURL ?? '' })
    const limn = new LimnPage(page)
    await limn.open()
    await page.getByRole('button', { name: 'Engine: WASM' }).click()
    const dialog = page.getByRole('dialog', { name: 'Engine' })
    await expect(dialog).toContainText(/WebGPU not used: /)
    // Not check(): the choice fails and falls back to WASM, sooner than a check could be confirmed.
    await dialog.getByRole('radio', { name: /^WebGPU/ }).click()
    await expect(limn.notices).toContainText('WebGPU')
    await expect(page.getByRole('button', { name: 'Engine: WASM' })).toBeVisible()
  } finally {
    await browser.close()
  }
})
