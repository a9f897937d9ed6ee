import { expect, sampleFile, test } from './fixtures/limnPage.ts'

test('a queue runs one by one, cancels one or all, and keeps what was found', async ({
  limn,
  page,
}) => {
  const names = ['one.jpg', 'two.jpg', 'three.jpg', 'four.jpg']
  await limn.drop(await Promise.all(names.map((name) => sampleFile('sheep.jpg', name))))
  await expect(limn.pictures).toHaveCount(4)

  await page.getByRole('button', { name: 'Cancel three.jpg' }).click()
  await expect(limn.picture('three.jpg')).toHaveAccessibleName(/cancelled/)

  await limn.expectDone('one.jpg')
  await expect(limn.picture('two.jpg')).toHaveAccessibleName(/running/)
  await page.getByRole('button', { name: 'Cancel all' }).click()
  await expect(limn.picture('two.jpg')).toHaveAccessibleName(/cancelled/)
  await expect(limn.picture('four.jpg')).toHaveAccessibleName(/cancelled/)
  await limn.show('one.jpg')
  expect(await limn.objectCount()).toBeGreaterThanOrEqual(2)

  await page.getByRole('button', { name: 'Try three.jpg again' }).click()
  await limn.expectDone('three.jpg')
})
