import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { maskArea } from '../domain/mask/area.ts'
import { maskContains } from '../domain/mask/contains.ts'
import { maskIou } from '../domain/mask/iou.ts'
import { createEngineClient } from './engineClient.ts'
import type { SegmentOptions, SegmentProgress, StepProgress } from './protocol.ts'

const OPTIONS: SegmentOptions = { scoreFloor: 0.25, maxOverlap: 0.8, maxInstances: 48 }
const EVERYTHING = {
  pointsPerSide: 4,
  minPredictedIou: 0.8,
  minStability: 0.85,
  maxOverlap: 0.7,
  minAreaShare: 0.0005,
}
/** In the body of the large sheep. */
const ON_THE_SHEEP = { x: 330, y: 250, positive: true }
const MINUTES = 60_000

describe('the engine worker on WASM', () => {
  const engine = createEngineClient()
  afterAll(() => engine.terminate())
  let sheep: Blob

  beforeAll(async () => {
    sheep = await (await fetch('/samples/sheep.jpg')).blob()
    await caches.delete('limn-weights')
  })

  it('starts with threads and says why this backend', async () => {
    const info = await engine.start({ choice: 'wasm' })
    expect(info.backend).toBe('wasm')
    expect(info.threads).toBeGreaterThan(1)
    expect(info.reason).toMatch(/^WASM with \d+ threads passed the self-test in \d+ ms\.$/)
  })

  it('refuses work before the models are loaded', async () => {
    expect(await engine.load({ onlyIfCached: true })).toEqual({ ready: false })
    await expect(
      engine.segment({ imageId: 'a', file: sheep, options: OPTIONS }),
    ).rejects.toMatchObject({ failure: { reason: 'bad-request' } })
  })

  it('loads the models with byte progress', async () => {
    const steps: StepProgress[] = []
    const onProgress = (step: StepProgress) => steps.push(step)
    expect(await engine.load({ onlyIfCached: false }, { onProgress })).toEqual({ ready: true })
    const last = steps.findLast(({ bytesDone }) => bytesDone !== undefined)
    expect(last?.bytesDone).toBe(last?.bytesTotal)
    expect(last?.bytesTotal).toBeGreaterThan(20_000_000)
  })

  it(
    'finds the sheep, each with its mask, and reports them as they are found',
    async () => {
      const progress: SegmentProgress[] = []
      const result = await engine.segment(
        { imageId: 'sheep', file: sheep, options: OPTIONS },
        { onProgress: (step) => progress.push(step) },
      )
      expect(result.size).toEqual({ width: 1024, height: 498 })
      const sure = result.instances.filter(
        ({ label, score }) => label === 'sheep' && (score ?? 0) > 0.7,
      )
      expect(sure.length).toBeGreaterThanOrEqual(2)
      for (const { mask, area, box, outline } of result.instances) {
        expect(maskArea(mask)).toBe(area)
        expect(box.width * box.height).toBeGreaterThanOrEqual(area)
        expect(outline.length).toBeGreaterThan(0)
      }
      const fractions = progress.map(({ fraction }) => fraction)
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
      expect(progress.flatMap(({ found }) => found.map(({ id }) => id))).toEqual(
        result.instances.map(({ id }) => id),
      )
      expect(result.timings.encodeMs).toBeGreaterThan(0)
    },
    3 * MINUTES,
  )

  it('answers a click from the kept embedding, and refines that mask by the next click', async () => {
    const steps = new Set<string>()
    const prompt = { points: [ON_THE_SHEEP], box: null }
    const clicked = await engine.prompt(
      { imageId: 'sheep', file: sheep, prompt, refines: null },
      { onProgress: ({ step }) => steps.add(step) },
    )
    expect([...steps]).toEqual(['masking'])
    expect(maskContains(clicked.mask, ON_THE_SHEEP.x, ON_THE_SHEEP.y)).toBe(true)
    const points = [ON_THE_SHEEP, { x: 300, y: 230, positive: true }]
    const refined = await engine.prompt({
      imageId: 'sheep',
      file: sheep,
      prompt: { points, box: null },
      refines: clicked.logitsId,
    })
    expect(maskContains(refined.mask, 300, 230)).toBe(true)
  })

  it(
    'masks everything on a point grid, without two of the same',
    async () => {
      const { instances } = await engine.everything({
        imageId: 'sheep',
        file: sheep,
        options: EVERYTHING,
      })
      expect(instances.length).toBeGreaterThan(2)
      for (const [i, a] of instances.entries()) {
        expect(a).toMatchObject({ label: 'object', origin: 'everything', score: a.predictedIou })
        for (const b of instances.slice(i + 1)) expect(maskIou(a.mask, b.mask)).toBeLessThan(0.75)
      }
    },
    3 * MINUTES,
  )

  it(
    'stops in mid-encode, and goes on with the next picture',
    async () => {
      const abort = new AbortController()
      const cancelled = engine.segment(
        { imageId: 'new', file: sheep, options: OPTIONS },
        {
          signal: abort.signal,
          onProgress: ({ step, fraction }) => {
            if (step === 'encoding' && fraction > 0.1) abort.abort()
          },
        },
      )
      await expect(cancelled).rejects.toMatchObject({ failure: { reason: 'cancelled' } })
      const startedAt = performance.now()
      await engine.segment({ imageId: 'sheep', file: sheep, options: OPTIONS })
      // Far less than the rest of the encoder and a whole pass: the cancelled job is truly gone.
      expect(performance.now() - startedAt).toBeLessThan(MINUTES)
      expect((await engine.memory(null)).embeddings).toBe(1)
    },
    3 * MINUTES,
  )

  it('refuses a damaged picture with a sentence and stays well', async () => {
    const file = sheep.slice(0, 0)
    await expect(
      engine.segment({ imageId: 'empty', file, options: OPTIONS }),
    ).rejects.toMatchObject({ failure: { reason: 'empty-file' } })
    const text = new Blob(['no picture at all'], { type: 'image/jpeg' })
    await expect(
      engine.segment({ imageId: 'text', file: text, options: OPTIONS }),
    ).rejects.toMatchObject({ failure: { reason: 'not-an-image' } })
  })

  it(
    'keeps no tensor over twenty pictures',
    async () => {
      const segment = async (nth: number) => {
        const imageId = `picture ${nth}`
        await engine.segment({ imageId, file: sheep, options: { ...OPTIONS, maxInstances: 2 } })
        await engine.forget({ imageIds: [imageId] })
      }
      await segment(0)
      const before = await engine.memory(null)
      for (let nth = 1; nth <= 20; nth++) await segment(nth)
      expect(await engine.memory(null)).toEqual(before)
    },
    10 * MINUTES,
  )

  it('frees everything when disposed, and starts again', async () => {
    await engine.dispose(null)
    expect(await engine.memory(null)).toMatchObject({ numTensors: 0, embeddings: 0 })
    await engine.start({ choice: 'cpu' })
    expect(await engine.load({ onlyIfCached: true })).toEqual({ ready: true })
  })
})
