import { expect, it } from 'vitest'
import { drawnNuclei } from '../../../../tools/testing/drawnNuclei.ts'
import { writeTiff } from '../../../../tools/testing/writeTiff.ts'
import { readImageBytes } from '../../../data/library/datasetLibrary.ts'
import { deleteDataset } from '../../../data/library/editDataset.ts'
import { collect } from './collect.ts'

const CONTEXT = { signal: new AbortController().signal, report: () => undefined }

function slide(width: number, height: number) {
  const nuclei = drawnNuclei({ side: 64, kinds: 2 })
  const bytes = writeTiff({
    ...{ width, height, tile: 64, channels: 3 },
    tileAt: (column, row) => nuclei.tile(column, row),
  })
  return { name: 'slide.tif', file: new Blob([bytes]), size: { width, height }, objects: [] }
}

it('keeps a TIFF as what the browser can show, so that it can be labelled', async () => {
  const record = await collect({ name: 'Slides', pictures: [slide(100, 80)] }, CONTEXT)
  const kept = await createImageBitmap(await readImageBytes(record.id, 1))
  expect([kept.width, kept.height]).toEqual([100, 80])
  await deleteDataset(record.id)
})

it('says that a slide is too large to be labelled as a whole', async () => {
  await expect(
    collect({ name: 'Slides', pictures: [slide(9000, 6000)] }, CONTEXT),
  ).rejects.toMatchObject({ failure: { reason: 'image-too-large' } })
})
