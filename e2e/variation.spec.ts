import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures/limnPage.ts'
import { openTrain } from './fixtures/trainPlace.ts'

const preview = (page: Page) => page.getByRole('figure', { name: 'Preview of variation' })

const kind = (page: Page, title: string) => page.getByRole('group', { name: title })

/** Red of every pixel of each picture shown, row by row, once all are there. */
async function reds(page: Page): Promise<{ width: number; values: number[] }[]> {
  await expect(preview(page)).toHaveAttribute('aria-busy', 'false')
  return preview(page)
    .getByRole('img')
    .evaluateAll((canvases) =>
      canvases.map((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) throw new Error('not a canvas')
        const { width, height } = canvas
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height).data
        return { width, values: Array.from(pixels ?? []).filter((_, at) => at % 4 === 0) }
      }),
    )
}

function mirrored({ width, values }: { width: number; values: number[] }): number[] {
  return values.map((_, at) => values[at - (at % width) + width - 1 - (at % width)] ?? NaN)
}

test('training pictures are shown varied as the run will see them, and follow the settings', async ({
  page,
}) => {
  await openTrain(page)
  await page.getByText('Variation of pictures').click()
  await expect(preview(page).getByRole('img')).toHaveCount(6)
  await expect(preview(page).getByRole('img').first()).toHaveAccessibleName(
    /^Varied picture 1: \d objects? \((disc|box|triangle)/,
  )

  await page.getByText('As they are').click()
  await expect(preview(page).getByRole('img', { name: /^Training picture/ })).toHaveCount(6)
  const plain = await reds(page)
  await page.getByText('As they are').click()

  // Every picture mirrored, pixels and masks.
  await kind(page, 'Mirror left and right').getByLabel('Of pictures').fill('100')
  await expect
    .poll(async () => (await reds(page)).map(({ values }) => values))
    .toEqual(plain.map(mirrored))

  // A range counts as much as the odds do.
  const turn = kind(page, 'Turn')
  await turn.getByLabel('Of pictures').fill('100')
  await turn.getByLabel('At most').fill('0')
  await expect
    .poll(async () => (await reds(page)).map(({ values }) => values))
    .toEqual(plain.map(mirrored))
  await turn.getByLabel('At most').fill('90')
  await expect
    .poll(async () => (await reds(page)).map(({ values }) => values))
    .not.toEqual(plain.map(mirrored))

  const before = await reds(page)
  await preview(page).getByRole('button', { name: 'Draw others' }).click()
  await expect.poll(async () => reds(page)).not.toEqual(before)

  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
})
