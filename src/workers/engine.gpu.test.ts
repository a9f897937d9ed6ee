import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngineClient } from './engineClient.ts'
import type { SegmentOptions, SegmentProgress, StepProgress } from './protocol.ts'

const OPTIONS: SegmentOptions = { scoreFloor: 0.25, maxOverlap: 0.8, maxInstances: 48 }

describe('the engine worker on WASM', () => {
  const engine = createEngineClient()
  afterAll(() => engine.terminate())
  let sheep: Blob

  beforeAll(async () => {
    sheep = await (await fetch('/samples/sheep.jpg')).blob()
  })

  it('starts, tests itself and loads the models with byte progress', async () => {
    const t0 = performance.now()
    const info = await engine.start({ choice: 'wasm' })
    console.log('start', performance.now() - t0, JSON.stringify(info))
    const steps: StepProgress[] = []
    const t1 = performance.now()
    const { ready } = await engine.load(
      { onlyIfCached: false },
      { onProgress: (step) => steps.push(step) },
    )
    console.log('load', performance.now() - t1)
    expect(ready).toBe(true)
    expect(
      steps.some(({ step, bytesDone }) => step === 'downloading' && (bytesDone ?? 0) > 0),
    ).toBe(true)
  })

  it('segments', async () => {
    for (let i = 0; i < 3; i++) {
      const progress: SegmentProgress[] = []
      const result = await engine.segment(
        { imageId: 'sheep' + i, file: sheep, options: OPTIONS },
        { onProgress: (step) => progress.push(step) },
      )
      console.log(
        JSON.stringify(result.timings),
        result.instances
          .map(
            (i) =>
              `${i.label} ${i.score?.toFixed(2)} ${i.predictedIou.toFixed(2)} ${i.area} ${i.outline.length}`,
          )
          .join('; '),
      )
      expect(result.instances.length).toBeGreaterThan(2)
      console.log(JSON.stringify(await engine.memory(null)))
    }
  })
})
