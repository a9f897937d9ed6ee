import { strToU8, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { encodePng } from '../data/export/encodePng.ts'
import { createMediaClient } from './mediaClient.ts'

const media = createMediaClient()
afterAll(() => media.terminate())

const png = encodePng({ width: 30, height: 20, values: new Uint8Array(600).fill(90) })

describe('the media worker', () => {
  it('inspects many files at once and fails only those that are bad', async () => {
    const good = { name: 'good.png', file: new Blob([png]) }
    const bad = { name: 'bad.jpg', file: new Blob(['Dear diary']) }
    const ends = await Promise.allSettled(
      [good, bad, good, good, bad].map((request) => media.inspect(request)),
    )
    expect(ends.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
    ])
    expect(ends[0]).toMatchObject({ value: { size: { width: 30, height: 20 } } })
    expect(ends[1]).toMatchObject({ reason: { failure: { reason: 'not-an-image' } } })
  })

  it('sends what it unpacks as soon as it is there', async () => {
    const file = new Blob([
      zipSync({ 'a/one.png': png, 'two.png': png, 'notes.txt': strToU8('x') }),
    ])
    const found: string[] = []
    const { skipped } = await media.unpack(
      { name: 'photos.zip', file },
      { onProgress: (progress) => found.push(...progress.found.map(({ name }) => name)) },
    )
    expect([found, skipped]).toEqual([['one.png', 'two.png'], ['notes.txt']])
  })

  it('exports', async () => {
    const size = { width: 30, height: 20 }
    const blank = {
      name: 'a.png',
      file: new Blob([png]),
      size,
      instances: [],
      colours: {},
      display: { opacity: 1, outlines: true, boxes: false, labels: true },
    }
    const { name, file } = await media.export({ pictures: [blank], formats: ['coco-rle'] })
    expect(name).toBe('a-coco-rle.json')
    expect(JSON.parse(await file.text())).toMatchObject({
      images: [{ file_name: 'a.png', ...size }],
    })
  })
})
