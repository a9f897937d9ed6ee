import { LimnPage, expect, test } from './fixtures/limnPage.ts'
import { figure, learnFromNothing, openTrain, status } from './fixtures/trainPlace.ts'

/** Minutes on a software adapter: `npm run test:long` runs what has this tag. */
test(
  'the first preset learns on WebGPU, survives the loss of the GPU, and reaches an mAP50 over 0.5',
  { tag: '@long' },
  async ({ page, browser }) => {
    test.setTimeout(40 * 60_000)
    await openTrain(page)
    await new LimnPage(page).chooseBackend('WebGPU')
    const lose = async () => {
      const session = await browser.newBrowserCDPSession()
      await session.send('Browser.crashGpuProcess')
    }
    await learnFromNothing(page, {
      // The second checkpoint is at step 25: from there it goes on.
      whenLearning: async () => {
        await expect(status(page)).toContainText(/step (2[6-9]|3\d) of/, { timeout: 600_000 })
        const reborn = page.waitForEvent('worker', { timeout: 300_000 })
        await lose()
        await reborn
        await expect(status(page)).toContainText(/step (2[6-9]|[3-9]\d) of/, { timeout: 600_000 })
      },
    })
    await expect(page.getByRole('button', { name: 'Engine: WebGPU' })).toBeVisible()
    expect(await figure(page, 'mAP50')).toBeGreaterThan(0.5)
  },
)
