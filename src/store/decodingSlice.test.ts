import { expect, it } from 'vitest'
import { DECODE_DEFAULTS } from '../domain/regions/decodeInstances.ts'
import { createDecodingSlice } from './decodingSlice.ts'
import type { Set, StoreDeps } from './deps.ts'
import type { ImageEntry, Limn } from './state.ts'

const image = (width: number): ImageEntry => ({
  id: 'slide',
  name: 'slide.tif',
  file: new Blob(),
  url: 'blob:slide',
  thumbnailUrl: null,
  size: { width, height: 10_000 },
  status: { kind: 'done', elapsedMs: 1 },
})

/** How often the engine is asked when a slider moves over a picture of this width. */
async function looksAt(width: number): Promise<number> {
  let looks = 0
  const engine = {
    readDecoding: () => Promise.resolve(DECODE_DEFAULTS),
    segment: () => {
      looks++
      return Promise.resolve({ instances: [] })
    },
  }
  let state: Partial<Limn> = {
    ...{ segmentModelId: 'cells', decodings: {}, instances: {} },
    ...{ images: { slide: image(width) }, engine: { kind: 'ready' } },
  }
  const set: Set = (change) => {
    state = { ...state, ...(change as Partial<Limn>) }
  }
  const slice = createDecodingSlice(set, () => state as Limn, { engine } as object as StoreDeps)
  state = { ...slice, ...state }
  await slice.readDecoding()
  await slice.setDecoding({ minSeed: 0.7 }, 'slide')
  expect(state.decoding).toEqual({ ...DECODE_DEFAULTS, minSeed: 0.7 })
  return looks
}

it('decodes a picture again as a slider moves, but a large one only when it is asked to', async () => {
  expect(await looksAt(1_000)).toBe(1)
  expect(await looksAt(2_000)).toBe(0)
})
