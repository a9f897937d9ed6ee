import {
  emptyFile,
  hugePng,
  junkZip,
  notesFile,
  textNamedJpg,
  truncatedPng,
  zipOf,
} from './fixtures/badFiles.ts'
import { expect, sampleFile, test } from './fixtures/limnPage.ts'

test('every bad file gets a sentence and the good ones beside it are segmented', async ({
  limn,
}) => {
  await limn.drop([
    textNamedJpg,
    truncatedPng,
    emptyFile,
    hugePng,
    junkZip,
    notesFile,
    zipOf([await sampleFile('sheep.jpg', 'from-zip.jpg')]),
  ])
  await expect(limn.picture('letter.jpg')).toHaveAccessibleName(
    /failed: .*holds text, not a picture/,
  )
  await expect(limn.picture('half.png')).toHaveAccessibleName(/failed: .*ends in the middle/)
  await expect(limn.picture('nothing.png')).toHaveAccessibleName(/failed: .*is empty \(0 bytes\)/)
  await expect(limn.picture('huge.png')).toHaveAccessibleName(
    /failed: 8,000 × 8,000 is 64 megapixels; Limn takes up to 50/,
  )
  await expect(limn.notices).toContainText('junk.zip')
  await expect(limn.notices).toContainText('notes.txt')
  await limn.expectDone('from-zip.jpg')

  await limn.show('from-zip.jpg')
  expect(await limn.objectCount()).toBeGreaterThanOrEqual(2)
  await limn.picture('half.png').click()
  await expect(limn.page.getByRole('alert').first()).toContainText('Copy or download it again')
})
