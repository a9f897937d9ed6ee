import { expect, test } from './fixtures/limnPage.ts'
import { openTrain } from './fixtures/trainPlace.ts'

test('a run says what memory a step takes before it starts, and proposes what fits', async ({
  page,
}, info) => {
  await openTrain(page)
  const next = page.getByRole('region', { name: 'Next run' })
  const fit = next.getByRole('status')
  await expect(fit).toContainText('Memory of a step')
  await expect(fit).toContainText(/\d\sMB of about \d\.\d\sGB/)
  await expect(fit).toContainText(/Pictures of 64\s×\s64\spx; 8\spictures at a time fit\./)

  await page.getByText('All settings').click()
  await page.getByLabel('Begin with').selectOption('large')
  await page.getByLabel('Image size (px)').fill('800')
  await expect(fit).toContainText(/Not even one picture of 800\s×\s800\spx fits/)
  await info.attach('too large', { body: await page.screenshot(), contentType: 'image/png' })
  await next.getByRole('button', { name: /^Use an image size of \d+ px$/ }).click()
  await expect(page.getByLabel('Image size (px)')).not.toHaveValue('800')
  await expect(fit).toContainText(/1\spicture at a time fits/)

  // The settings follow what the run begins with: heads of a Mask R-CNN, pixels of a U-Net.
  await page.getByLabel('Begin with').selectOption('library:maskrcnn-nuclei')
  await expect(page.getByLabel('Loss of boxes')).toBeVisible()
  await page.getByLabel('Begin with').selectOption('library:unet-nuclei')
  await expect(page.getByLabel('Loss of boxes')).toHaveCount(0)

  // What is cut out of a picture is never larger than the picture.
  await page.getByLabel('Begin with').selectOption('cells')
  await expect(fit).toContainText(/Pictures of 64\s×\s64\spx/)
})
