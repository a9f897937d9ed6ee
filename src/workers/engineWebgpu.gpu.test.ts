import { afterAll, describe, expect, it } from 'vitest'
import { maskIou } from '../domain/mask/iou.ts'
import { createEngineClient } from './engineClient.ts'
import type { SegmentOptions, StepProgress } from './protocol.ts'

const OPTIONS: SegmentOptions = { scoreFloor: 0.25, maxOverlap: 0.8, maxInstances: 2 }
const MINUTES = 60_000

/**
 * On the software adapter the encoder alone takes minutes, so the embedding comes from WASM and survives the move:
 * detector and mask decoder run on WebGPU.
 */
describe('the engine worker on WebGPU', () => {
  const engine = createEngineClient()
  afterAll(() => engine.terminate())

  it(
    'takes over an embedding from WASM, finds the same objects, and keeps no tensor over twenty pictures',
    async () => {
      const file = await (await fetch('/samples/sheep.jpg')).blob()
      const request = { imageId: 'sheep', file, options: OPTIONS }
      const auto = await engine.start({ choice: 'auto' })
      expect(auto.backend).toBe('wasm')
      expect(auto.tried[0]).toMatchObject({ backend: 'webgpu', fit: false })
      expect(auto.reason).toContain('software adapter')
      await engine.load({ onlyIfCached: false })
      const onWasm = await engine.segment(request)

      const info = await engine.start({ choice: 'webgpu' })
      expect(info).toMatchObject({ backend: 'webgpu', threads: 0 })
      expect(info.adapter).not.toBe('')
      const steps: StepProgress[] = []
      await engine.load({ onlyIfCached: true }, { onProgress: (step) => steps.push(step) })
      expect(steps.findLast(({ step }) => step === 'compiling')?.fraction).toBe(1)

      const onWebgpu = await engine.segment(request)
      expect(onWebgpu.timings.encodeMs).toBe(0)
      expect(onWebgpu.instances.map(({ label }) => label)).toEqual(
        onWasm.instances.map(({ label }) => label),
      )
      for (const [i, { mask, score }] of onWebgpu.instances.entries()) {
        const same = onWasm.instances[i]
        if (same === undefined) throw new Error('an instance is missing')
        expect(maskIou(mask, same.mask)).toBeGreaterThan(0.98)
        expect(score).toBeCloseTo(same.score ?? 0, 2)
      }

      // The second picture has met every shape; from then on nothing may grow.
      await engine.segment(request)
      const { gpuBytes, ...before } = await engine.memory(null)
      expect(gpuBytes).toBeGreaterThan(0)
      console.log(`GPU bytes after two pictures: ${gpuBytes}`)
      for (let nth = 0; nth < 20; nth++) await engine.segment(request)
      const { gpuBytes: gpuBytesAfter, ...after } = await engine.memory(null)
      expect(after).toEqual(before)
      // Buffers are pooled by exact size; some small uniforms more or less are a matter of timing.
      expect(Math.abs((gpuBytesAfter ?? 0) - (gpuBytes ?? 0))).toBeLessThan(100_000)
    },
    15 * MINUTES,
  )
})
