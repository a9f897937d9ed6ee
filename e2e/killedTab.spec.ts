import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { drawDataset } from '../src/data/drawnDataset.ts'
import { cocoZipOf, DataPlace } from './fixtures/dataPlace.ts'
import { killTab } from './fixtures/killTab.ts'
import { LimnPage, expect, test } from './fixtures/limnPage.ts'

const drawn = drawDataset({ seed: 21, count: 3, width: 120, height: 90 })
const size = { width: 120, height: 90 }
const [first, second] = drawn.dataset.images
const NAME = first?.name ?? ''
const OTHER = second?.name ?? ''
const COUNT = first?.objects.length ?? 0
const OTHER_COUNT = second?.objects.length ?? 0

/** Holds every dataset's lock, so that no edit can reach the library: as a disk that does not answer. */
async function stopTheLibrary(context: BrowserContext): Promise<Page> {
  const holder = await context.newPage()
  await holder.goto('/')
  await holder.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('limn-datasets')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error ?? new Error('no database'))
    })
    const keys = await new Promise<IDBValidKey[]>((resolve) => {
      const request = database.transaction('datasets').objectStore('datasets').getAllKeys()
      request.onsuccess = () => resolve(request.result)
    })
    database.close()
    const ids = keys.filter((key) => typeof key === 'string')
    await Promise.all(
      ids.map(
        (id) =>
          new Promise<void>((isHeld) => {
            void navigator.locks.request(`limn-dataset-${id}`, () => {
              isHeld()
              return new Promise(() => undefined)
            })
          }),
      ),
    )
  })
  return holder
}

async function open(context: BrowserContext): Promise<DataPlace> {
  const limn = new LimnPage(await context.newPage())
  await limn.open()
  const data = new DataPlace(limn)
  await data.goTo()
  return data
}

test('a tab killed before its edits were saved loses none, and a browser started anew finds everything', async ({
  baseURL,
  launchOptions,
}, info) => {
  const folder = info.outputPath('profile')
  const start = () =>
    chromium.launchPersistentContext(folder, {
      ...launchOptions,
      ...(baseURL === undefined ? {} : { baseURL }),
      viewport: { width: 1440, height: 900 },
    })
  let context = await start()
  const data = await open(context)
  await data.limn.drop([cocoZipOf(drawn)])
  await expect(data.report).toContainText('3 images')

  // Two pictures are edited while nothing can be saved: one object gone and one drawn in the first.
  const holder = await stopTheLibrary(context)
  await data.page.bringToFront()
  await data.label(NAME)
  await data.limn.stage.focus()
  await data.page.keyboard.press('n')
  await data.page.keyboard.press('Delete')
  await data.page.keyboard.press('d')
  await data.limn.dragPixels(size, { x: 70, y: 84 }, { x: 110, y: 84 })
  await data.limn.expectObjects(COUNT)
  await expect(data.saved).toHaveText('Saving')
  await data.page.getByRole('button', { name: 'Next', exact: true }).click()
  await expect(data.limn.stage).toHaveAccessibleName(new RegExp(`^${OTHER}`))
  await data.limn.stage.focus()
  await data.page.keyboard.press('v')
  await data.page.keyboard.press('n')
  await data.page.keyboard.press('Delete')
  await data.limn.expectObjects(OTHER_COUNT - 1)
  await killTab(data.page)
  await holder.close()

  const again = await open(context)
  await expect(again.limn.notices).toContainText('The last labels of 2 pictures')
  await again.openDataset('shapes')
  await expect(again.image(NAME)).toHaveAccessibleName(new RegExp(`, ${COUNT} objects?`))
  await again.label(OTHER)
  await again.limn.expectObjects(OTHER_COUNT - 1)
  // Nothing is left to recover, and nothing was made twice.
  await again.page.reload()
  await again.goTo()
  await again.openDataset('shapes')
  await expect(again.image(NAME)).toHaveAccessibleName(new RegExp(`, ${COUNT} objects?`))
  await expect(again.limn.notices).not.toContainText('The last labels')

  await context.close()
  context = await start()
  const later = await open(context)
  await later.openDataset('shapes')
  await expect(later.images).toHaveCount(3)
  await later.label(NAME)
  await later.limn.expectObjects(COUNT)
  await context.close()
})
