import { beforeAll, describe, expect, it } from 'vitest'
import { startNodeBackend } from '../../../tools/testing/startNodeBackend.ts'
import { PRESETS, requestOf } from '../../domain/training/presets.ts'
import { DRAWN_SHAPES, type RunRequest } from '../../domain/training/trainingRun.ts'
import { fitRun, type FitContext } from './fitRun.ts'
import { memoryLimit } from './memoryLimit.ts'

beforeAll(startNodeBackend)

const PHOTO: FitContext = {
  begun: null,
  classes: ['background', 'cat'],
  pictures: [
    { width: 640, height: 480 },
    { width: 4000, height: 3000 },
  ],
}

function requestFor(id: string, change: Partial<RunRequest> = {}): RunRequest {
  const preset = PRESETS.find((each) => each.id === id)
  if (preset === undefined) throw new Error(`There is no preset ${id}.`)
  return { ...requestOf(preset, { id: 'run', name: 'Run', data: DRAWN_SHAPES }), ...change }
}

describe('fitRun', () => {
  it('counts the pictures that are on the device together', () => {
    const request = requestFor('few')
    const of = (chunkSize: number) =>
      fitRun({ ...request, settings: { ...request.settings, chunkSize } }, PHOTO, 1e12)
    const [one, two] = [of(1), of(2)]
    expect(two.bytes).toBeGreaterThan(one.bytes)
    // A batch of 4 is never more than 4 at a time.
    const settings = { ...request.settings, batchSize: 4, chunkSize: 8 }
    const four = fitRun({ ...request, settings }, PHOTO, 1e12)
    expect(four.bytes - two.bytes).toBeCloseTo(2 * (two.bytes - one.bytes), 0)
    expect(four.mostAtATime).toBe(4)
  })

  it('proposes fewer pictures at a time, which then fit', () => {
    const request = requestFor('many')
    const { bytes } = fitRun(request, PHOTO, 1e12)
    const limit = bytes * 0.8
    const { mostAtATime, smallerImageSize } = fitRun(request, PHOTO, limit)
    expect(mostAtATime).toBeGreaterThan(0)
    expect(mostAtATime).toBeLessThan(request.settings.batchSize)
    expect(smallerImageSize).toBeNull()
    const fewer = { ...request.settings, chunkSize: mostAtATime }
    expect(fitRun({ ...request, settings: fewer }, PHOTO, limit).bytes).toBeLessThanOrEqual(limit)
  })

  it('proposes the largest smaller size when not even one picture fits, and none when none does', () => {
    const request = requestFor('few')
    const one = { ...request, settings: { ...request.settings, chunkSize: 1 } }
    const roomy = { ...one, settings: { ...one.settings, chunkSize: 2 } }
    const bytes = fitRun(one, PHOTO, 1e12).bytes
    const perPicture = fitRun(roomy, PHOTO, 1e12).bytes - bytes
    const limit = bytes - 0.4 * perPicture
    const { mostAtATime, smallerImageSize } = fitRun(one, PHOTO, limit)
    expect(mostAtATime).toBe(0)
    if (smallerImageSize === null) throw new Error('A size was to be proposed.')
    const at = (imageSize: number) => fitRun({ ...one, imageSize }, PHOTO, limit).bytes
    expect(at(smallerImageSize)).toBeLessThanOrEqual(limit)
    expect(smallerImageSize).toBeLessThan(request.imageSize)
    expect(smallerImageSize).toBeGreaterThan(request.imageSize / 2)
    expect(fitRun(one, PHOTO, 1e6)).toMatchObject({ mostAtATime: 0, smallerImageSize: null })
  })

  it('plans a U-Net for the parts that are cut out of a large picture', () => {
    const request = requestFor('microscopy')
    expect(fitRun(request, PHOTO, 1e12).picture).toEqual({ width: 320, height: 320 })
    const small = { ...PHOTO, pictures: [{ width: 100, height: 64 }] }
    expect(fitRun(request, small, 1e12).picture.height).toBe(64)
  })
})

describe('memoryLimit', () => {
  it('is what half of the device holds of tensors, and on WebAssembly no more than it addresses', () => {
    expect(memoryLimit('webgpu', 8)).toBe((4 * 2 ** 30) / 1.75)
    expect(memoryLimit('wasm', 32)).toBe((4 * 2 ** 30) / 1.75)
    expect(memoryLimit('webgpu', 32)).toBe((16 * 2 ** 30) / 1.75)
    expect(memoryLimit('wasm', undefined)).toBe((2 * 2 ** 30) / 1.75)
  })
})
