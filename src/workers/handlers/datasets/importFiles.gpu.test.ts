import { expect, it } from 'vitest'
import { readImageBytes, readImages } from '../../../data/library/datasetLibrary.ts'
import { deleteDataset } from '../../../data/library/editDataset.ts'
import { importFiles } from './importFiles.ts'

/** A JPEG of 40 x 20, red left and blue right, that EXIF turns by 90 degrees. */
async function turnedJpeg(): Promise<Blob> {
  const canvas = new OffscreenCanvas(40, 20)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('The browser gave no canvas.')
  context.fillStyle = '#f00'
  context.fillRect(0, 0, 20, 20)
  context.fillStyle = '#00f'
  context.fillRect(20, 0, 20, 20)
  const plain = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 })
  const exif = [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8]
  const entry = [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
  const app1 = new Uint8Array([...exif, ...entry])
  return new Blob([plain.slice(0, 2), app1, plain.slice(2)], { type: 'image/jpeg' })
}

it('keeps a picture that EXIF turns as its labels see it: stored, or upright', async () => {
  const jpeg = await turnedJpeg()
  const context = { signal: new AbortController().signal, report: () => undefined }
  for (const [width, height, changed] of [
    [40, 20, 1],
    [20, 40, 0],
  ] as const) {
    const json = {
      images: [{ id: 1, file_name: 'a.jpg', width, height }],
      annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: [2, 2, 8, 8], area: 64 }],
      categories: [{ id: 1, name: 'red' }],
    }
    const files = [
      { path: 'a.json', file: new Blob([JSON.stringify(json)]) },
      { path: 'a.jpg', file: jpeg },
    ]
    const { record, report } = await importFiles({ name: 'turned', files }, context)
    expect([report.images, report.skipped, report.changed]).toEqual([1, 0, changed])
    expect((await readImages(record.id))[0]?.size).toEqual({ width, height })
    const shown = await createImageBitmap(await readImageBytes(record.id, 1))
    expect([shown.width, shown.height]).toEqual([width, height])
    await deleteDataset(record.id)
  }
})
