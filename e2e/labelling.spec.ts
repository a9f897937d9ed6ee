import { drawDataset } from '../src/data/drawnDataset.ts'
import { unzipSync } from 'fflate'
import { readFile } from 'node:fs/promises'
import { polygonToMask } from '../src/domain/mask/polygon.ts'
import { readSegmentation } from '../src/data/formats/coco/segmentation.ts'
import { objectMask } from '../src/domain/objectMask.ts'
import { maskArea } from '../src/domain/mask/area.ts'
import { cocoZipOf, DataPlace } from './fixtures/dataPlace.ts'
import { expect, sampleFile, test } from './fixtures/limnPage.ts'

const size = { width: 160, height: 120 }
/** Two pictures without an object: what is on them, the person draws. */
const drawn = drawDataset({ seed: 31, count: 2, ...size })
const empty = {
  ...drawn,
  dataset: {
    ...drawn.dataset,
    images: drawn.dataset.images.map((image) => ({ ...image, objects: [] })),
  },
}
const [first, second] = empty.dataset.images.map(({ name }) => name)

interface Annotation {
  readonly image_id: number
  readonly segmentation: unknown
  readonly area: number
}

test('every tool for labelling by hand does what it says, and undo takes it back', async ({
  limn,
  page,
}) => {
  const data = new DataPlace(limn)
  await data.goTo()
  await limn.drop([cocoZipOf(empty)])
  await data.label(first ?? '')
  await expect(page.getByRole('region', { name: 'Picture' })).toContainText(/0 objects$/)
  const key = async (name: string) => {
    await limn.stage.focus()
    await page.keyboard.press(name)
  }
  const area = async () => {
    const text = await page.getByRole('region', { name: /^Selected object/ }).textContent()
    return Number(/([\d,]+)\spx/.exec(text ?? '')?.[1]?.replaceAll(',', ''))
  }

  await test.step('a polygon, its corner moved, one added on an edge, one taken away', async () => {
    await key('g')
    for (const [x, y] of [
      [20, 20],
      [60, 20],
      [60, 60],
      [20, 60],
      [20, 20],
    ] as const) {
      await limn.clickPixel(size, { x, y })
    }
    await limn.expectObjects(1)
    expect(await area()).toBe(40 * 40)
    await limn.dragPixels(size, { x: 60, y: 60 }, { x: 80, y: 60 })
    const wider = await area()
    expect(wider).toBeGreaterThan(40 * 40 + 350)
    await limn.dragPixels(size, { x: 20, y: 40 }, { x: 10, y: 40 })
    expect(await area()).toBeGreaterThan(wider + 150)
    await limn.clickPixel(size, { x: 10, y: 40 }, { modifiers: ['Alt'] })
    expect(await area()).toBe(wider)
    // Picked up by a click, put down by another.
    await limn.clickPixel(size, { x: 80, y: 60 })
    await limn.clickPixel(size, { x: 60, y: 60 })
    await expect.poll(area).toBe(40 * 40)
    await page.screenshot({ path: 'test-results/screens/corners.png' })
  })

  await test.step('the wheel makes the eraser larger; a line through the object splits it in two', async () => {
    await key('r')
    const box = await limn.stage.boundingBox()
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 200)
    const brush = page.getByRole('slider', { name: 'Brush size' })
    await expect(brush).toHaveAttribute('aria-valuetext', '24 px')
    await page.mouse.wheel(0, -120)
    await expect(brush).toHaveAttribute('aria-valuetext', '31 px')
    for (let i = 0; i < 8; i++) await page.mouse.wheel(0, 120)
    await expect(brush).toHaveAttribute('aria-valuetext', /^3\.\d px$/)
    await limn.dragPixels(size, { x: 40, y: 5 }, { x: 40, y: 75 })
    await expect.poll(area).toBeLessThan(40 * 40)
    await key('Shift+m')
    await limn.expectObjects(2)
  })

  await test.step('merged again, undone, redone', async () => {
    await key('m')
    await limn.expectObjects(1)
    await page.keyboard.press('Control+z')
    await limn.expectObjects(2)
    await page.keyboard.press('Control+y')
    await limn.expectObjects(1)
  })

  await test.step('copied to the next picture, in the same place', async () => {
    await key('Shift+d')
    await expect(limn.stage).toHaveAccessibleName(`${second ?? ''}, 1 object`)
    await page.keyboard.press('Control+z')
    await limn.expectObjects(0)
    await page.keyboard.press('Control+y')
    await limn.expectObjects(1)
  })
  await expect(data.saved).toHaveText('Saved on this device')
  await page.getByRole('button', { name: 'Previous', exact: true }).click()
  await expect(limn.stage).toHaveAccessibleName(`${first ?? ''}, 1 object`)

  await test.step('a polygon leaves as a polygon, the same object lies on both pictures', async () => {
    await key('g')
    for (const [x, y] of [
      [100, 80],
      [140, 80],
      [120, 110],
    ] as const) {
      await limn.clickPixel(size, { x, y })
    }
    await key('Shift+Enter')
    await limn.expectObjects(2)
    await expect(data.saved).toHaveText('Saved on this device')
    await page.getByRole('button', { name: 'Back to the dataset' }).click()
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export', exact: true }).last().click()
    const zip = unzipSync(await readFile(await (await saving).path()))
    const annotations = Object.entries(zip).flatMap(([path, bytes]) =>
      path.endsWith('.json')
        ? (JSON.parse(new TextDecoder().decode(bytes)) as { annotations: Annotation[] }).annotations
        : [],
    )
    const masks = annotations.map(({ segmentation }) => {
      const shape = readSegmentation(segmentation, size, '')
      const box = { x: 0, y: 0, width: 0, height: 0 }
      return { shape, mask: objectMask({ shape, box }, size) }
    })
    const triangles = masks.filter(({ shape }) => shape.kind === 'polygons')
    expect(triangles).toHaveLength(1)
    const exact = maskArea(polygonToMask([100, 80, 140, 80, 120, 110], size))
    const areas = triangles.map(({ mask }) => maskArea(mask))
    expect(Math.abs((areas[0] ?? 0) - exact)).toBeLessThan(30)
    const copies = masks.filter(({ shape }) => shape.kind === 'mask')
    expect(copies).toHaveLength(2)
    expect(copies[0]?.mask).toEqual(copies[1]?.mask)
  })
})

test('a click labels an object of a dataset, a model proposes others, and each is taken or refused', async ({
  limn,
  page,
}) => {
  const data = new DataPlace(limn)
  await data.goTo()
  await limn.drop([await sampleFile('sheep.jpg')])
  await expect(data.report).toContainText('1 image')
  await data.label('sheep.jpg')
  const photo = { width: 1024, height: 498 }

  // On the body of a sheep.
  await page.keyboard.press('a')
  await limn.clickPixel(photo, { x: 452, y: 95 })
  await expect(limn.stage).toHaveAccessibleName(/, 1 object$/, { timeout: 90_000 })
  await expect(data.saved).toHaveText('Saved on this device')

  await page.getByRole('button', { name: 'Propose objects' }).click()
  await expect(page.getByRole('region', { name: 'Picture' })).toContainText(/\d\sm?s$/, {
    timeout: 90_000,
  })
  const proposed = await limn.objectCount()
  expect(proposed).toBeGreaterThan(3)
  await page.keyboard.press('v')
  await limn.stage.focus()
  const selected = page.getByRole('region', { name: 'Selected object' })
  const score = selected.getByRole('definition').first()
  let taken = 0
  let refused = 0
  for (let step = 0; taken + refused < 4; step++) {
    await page.keyboard.press('n')
    await expect(selected).toBeVisible()
    if ((await score.textContent()) === 'confirmed') continue
    const takes = step % 2 === 0
    await page.keyboard.press(takes ? 'y' : 'Delete')
    if (takes) {
      await expect(score).toHaveText('confirmed')
      taken += 1
    } else {
      refused += 1
      await limn.expectObjects(proposed - refused)
    }
  }
  expect(refused).toBeGreaterThan(0)
  await expect(data.saved).toHaveText('Saved on this device')
  // What nobody has taken is no label.
  await page.getByRole('button', { name: 'Back to the dataset' }).click()
  await expect(data.image('sheep.jpg')).toHaveAccessibleName(new RegExp(`, ${1 + taken} objects`))
})
