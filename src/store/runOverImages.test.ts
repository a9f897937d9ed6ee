import { describe, expect, it, vi } from 'vitest'
import type { ImageRecord } from '../domain/datasetRecord.ts'
import type { Instance } from '../domain/instance.ts'
import { encodeCounts } from '../domain/mask/counts.ts'
import { encodeMask } from '../domain/mask/encode.ts'
import { runOverImages } from './runOverImages.ts'

const size = { width: 3, height: 2 }
const mask = encodeMask(Uint8Array.of(0, 1, 0, 0, 1, 0), size)
const box = { x: 1, y: 0, width: 1, height: 2 }
const instance = (label: string): Instance => ({
  id: label,
  label,
  score: 0.75,
  origin: 'detected',
  mask,
  box,
  detectionBox: box,
  area: 2,
  outline: [],
  predictedIou: 1,
  logitsId: null,
  prompt: { points: [], box: null },
})
const categories = [{ id: 17, name: 'Aeroplane', supercategory: '' }]

function setUp(images: readonly { id: number; name: string }[]) {
  const segment = vi.fn(() =>
    Promise.resolve({
      size,
      instances: [instance('airplane'), instance('cat')],
      timings: { decodeMs: 1, encodeMs: 1, detectMs: 1, maskMs: 1 },
    }),
  )
  const forget = vi.fn(() => Promise.resolve(null))
  const metrics = {
    listImages: () => Promise.resolve(images as readonly ImageRecord[]),
    readPicture: () => Promise.resolve(new Blob()),
  }
  const deps = { engine: { segment, forget }, metrics }
  const engine = { kind: 'ready' } as const
  const state = { loadModels: () => Promise.resolve(), engine, decodings: {} }
  const get = () => state
  const abort = new AbortController()
  const onProgress = vi.fn()
  const run = (modelId: string | null) =>
    runOverImages(
      { datasetId: 'd', split: 'val', categories, modelId },
      { deps, get, signal: abort.signal, onProgress },
    )
  return { run, segment, forget, abort, onProgress }
}

describe('runOverImages', () => {
  it('keeps what is of a class of the dataset, under its id, whatever the class is called there', async () => {
    const { run, segment, forget, onProgress } = setUp([
      { id: 4, name: 'a.jpg' },
      { id: 9, name: 'b.jpg' },
    ])
    const found = await run('my-model')
    const counts = encodeCounts(mask)
    expect(found).toEqual(
      [4, 9].map((imageId) => ({
        imageId,
        categoryId: 17,
        score: 0.75,
        box,
        mask: { ...size, counts },
      })),
    )
    expect(segment).toHaveBeenCalledWith(
      expect.objectContaining({ modelId: 'my-model' }),
      expect.anything(),
    )
    expect(forget).toHaveBeenCalledTimes(2)
    expect(onProgress).toHaveBeenLastCalledWith({ text: 'Picture 2 of 2, b.jpg', fraction: 0.5 })
  })

  it('stops between two pictures when cancelled', async () => {
    const { run, segment, abort } = setUp([{ id: 4, name: 'a.jpg' }])
    abort.abort()
    await expect(run(null)).rejects.toThrow()
    expect(segment).not.toHaveBeenCalled()
  })

  it('says so when there is no picture', async () => {
    await expect(setUp([]).run(null)).rejects.toThrow('no picture to evaluate on')
  })
})
