import { expect, sampleFile, test } from './fixtures/limnPage.ts'

test('a queue runs one by one, cancels one or all, and keeps what was found', async ({
  limn,
  page,
}) => {
  // More pictures than any machine finishes between two steps of this spec: what it asserts
  // about the last ones does not depend on catching a passing state.
  const names = Array.from({ length: 16 }, (_, index) => `picture-${index + 1}.jpg`)
  const first = 'picture-1.jpg'
  const single = 'picture-15.jpg'
  const last = 'picture-16.jpg'
  await limn.drop(await Promise.all(names.map((name) => sampleFile('sheep.jpg', name))))
  await expect(limn.pictures).toHaveCount(names.length)

  await page.getByRole('button', { name: `Cancel ${single}` }).click()
  await expect(limn.picture(single)).toHaveAccessibleName(/cancelled/)
  await expect(limn.picture(last)).not.toHaveAccessibleName(/cancelled/)

  await limn.expectDone(first)
  await page.getByRole('button', { name: 'Cancel all' }).click()
  await expect(limn.picture(last)).toHaveAccessibleName(/cancelled/)
  for (const name of names)
    await expect(limn.picture(name)).toHaveAccessibleName(/cancelled|, \d+ objects?$/)
  await limn.show(first)
  expect(await limn.objectCount()).toBeGreaterThanOrEqual(2)

  await page.getByRole('button', { name: `Try ${single} again` }).click()
  await limn.expectDone(single)
})
