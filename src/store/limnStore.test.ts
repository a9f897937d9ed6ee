import { UNUSED_METRICS } from '../../tools/testing/unusedMetrics.ts'
import { describe, expect, it, vi } from 'vitest'
import { LimnError, type Failure } from '../domain/failure.ts'
import type { Instance } from '../domain/instance.ts'
import { encodeMask } from '../domain/mask/encode.ts'
import { DECODE_DEFAULTS } from '../domain/regions/decodeInstances.ts'
import type {
  CallOptions,
  Client,
  EngineMethods,
  MediaMethods,
  SegmentProgress,
  SegmentResult,
} from '../workers/protocol.ts'
import { unusedDatasets } from '../../tools/testing/unusedDatasets.ts'
import { ENGINE_METHODS } from '../workers/engineClient.ts'
import { clientOf } from '../workers/rpc.ts'
import { createLimnStore } from './limnStore.ts'
import { visibleInstances } from './selectors.ts'

const size = { width: 4, height: 4 }
const offline: Failure = { reason: 'offline', message: 'No network.', remedy: 'Connect.' }
const cancelled: Failure = { reason: 'cancelled', message: 'Cancelled.', remedy: 'Again.' }

/** A 1x1 mask at (x, y) dressed as a detection. */
function found(id: string, score: number | null, x = 0, y = 0): Instance {
  const bitmap = new Uint8Array(16)
  bitmap[y * 4 + x] = 1
  const box = { x, y, width: 1, height: 1 }
  return {
    id,
    label: 'sheep',
    score,
    origin: 'detected',
    mask: encodeMask(bitmap, size),
    box,
    detectionBox: box,
    area: 1,
    outline: [],
    predictedIou: 0.9,
    logitsId: null,
    prompt: { points: [], box: null },
  }
}

function resultOf(instances: readonly Instance[]): SegmentResult {
  return { size, instances, timings: { decodeMs: 1, encodeMs: 1, detectMs: 1, maskMs: 1 } }
}

type SegmentCall = Client<EngineMethods>['segment']

function rejectOnAbort(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) =>
    signal?.addEventListener('abort', () => reject(new LimnError(cancelled))),
  )
}

function setUp(
  overrides: Partial<Client<EngineMethods>> = {},
  media: Partial<Client<MediaMethods>> = {},
) {
  const engine: Client<EngineMethods> = {
    ...clientOf<EngineMethods>(ENGINE_METHODS, () => Promise.reject(new Error('not in this spec'))),
    start: () =>
      Promise.resolve({ backend: 'wasm', reason: 'test', tried: [], threads: 1, adapter: '' }),
    load: () => Promise.resolve({ ready: true }),
    segment: () => Promise.resolve(resultOf([found('a', 0.9)])),
    everything: () => Promise.resolve(resultOf([])),
    prompt: () => Promise.resolve(found('unused', null, 2, 2)),
    forget: () => Promise.resolve(null),
    memory: () => Promise.resolve({ numTensors: 0, tensorBytes: 0, gpuBytes: null, embeddings: 0 }),
    dispose: () => Promise.resolve(null),
    ...overrides,
  }
  const store = createLimnStore({
    engine,
    datasets: unusedDatasets,
    media: {
      inspect: () => Promise.resolve({ size, thumbnail: new Blob() }),
      unpack: () => Promise.resolve({ skipped: [] }),
      export: () => Promise.resolve({ file: new Blob(), name: 'x.zip' }),
      measure: () => Promise.resolve([]),
      ...media,
    },
    metrics: UNUSED_METRICS,
    baseUrl: '/',
  })
  return store
}

const photo = (name: string): File => new File(['x'], name, { type: 'image/jpeg' })

async function withPhotos(store: ReturnType<typeof setUp>, ...names: string[]) {
  await store.getState().startEngine()
  store.getState().addFiles(names.map(photo))
  await vi.waitFor(() => {
    const states = Object.values(store.getState().images).map(({ status }) => status.kind)
    expect(states.every((kind) => !['reading', 'waiting', 'running'].includes(kind))).toBe(true)
  })
  return store.getState().imageOrder
}

describe('the queue', () => {
  it('segments dropped photos one after the other and shows the first', async () => {
    let inFlight = 0
    let most = 0
    const store = setUp({
      segment: async ({ imageId }) => {
        most = Math.max(most, ++inFlight)
        await Promise.resolve()
        inFlight -= 1
        return resultOf([found(`of ${imageId}`, 0.9)])
      },
    })
    const [first, second] = await withPhotos(store, 'a.jpg', 'b.jpg')
    const { instances, currentImageId, images } = store.getState()
    expect(most).toBe(1)
    expect(currentImageId).toBe(first)
    expect(instances[first ?? '']?.[0]?.id).toBe(`of ${first ?? ''}`)
    expect(images[second ?? '']?.status.kind).toBe('done')
  })

  it('keeps a failure with its picture and goes on', async () => {
    const store = setUp(
      {},
      {
        inspect: ({ name }) =>
          name === 'bad.jpg'
            ? Promise.reject(
                new LimnError({ reason: 'not-an-image', message: 'Not one.', remedy: 'Another.' }),
              )
            : Promise.resolve({ size, thumbnail: new Blob() }),
      },
    )
    const [bad, good] = await withPhotos(store, 'bad.jpg', 'good.jpg')
    expect(store.getState().images[bad ?? '']?.status).toMatchObject({
      kind: 'failed',
      failure: { reason: 'not-an-image' },
    })
    expect(store.getState().images[good ?? '']?.status.kind).toBe('done')
  })

  it('keeps what was found before a cancel', async () => {
    const segment: SegmentCall = (_, options: CallOptions<SegmentProgress> = {}) => {
      options.onProgress?.({ step: 'masking', fraction: 0.6, found: [found('early', 0.8)] })
      return rejectOnAbort(options.signal)
    }
    const store = setUp({ segment })
    await store.getState().startEngine()
    store.getState().addFiles([photo('a.jpg')])
    const id = store.getState().imageOrder[0] ?? ''
    await vi.waitFor(() => expect(store.getState().images[id]?.status.kind).toBe('running'))
    store.getState().cancelAll()
    await vi.waitFor(() => expect(store.getState().images[id]?.status.kind).toBe('cancelled'))
    expect(store.getState().instances[id]?.map((instance) => instance.id)).toEqual(['early'])
  })

  it('shows each object once when a lost GPU makes the job begin again', async () => {
    const segment: SegmentCall = (_, options = {}) => {
      options.onProgress?.({ step: 'masking', fraction: 0.6, found: [found('before', 0.8)] })
      options.onProgress?.({ step: 'decoding', fraction: 0.1, found: [] })
      options.onProgress?.({ step: 'masking', fraction: 0.7, found: [found('after', 0.8)] })
      return Promise.resolve(resultOf([found('after', 0.8)]))
    }
    const store = setUp({ segment })
    const [id = ''] = await withPhotos(store, 'a.jpg')
    expect(store.getState().instances[id]?.map((instance) => instance.id)).toEqual(['after'])
  })

  it('lets pictures wait while the weights cannot be had, and goes on once they can', async () => {
    let online = false
    const store = setUp({
      load: ({ onlyIfCached }) => {
        if (onlyIfCached) return Promise.resolve({ ready: false })
        return online ? Promise.resolve({ ready: true }) : Promise.reject(new LimnError(offline))
      },
    })
    await store.getState().startEngine()
    store.getState().addFiles([photo('a.jpg')])
    const id = store.getState().imageOrder[0] ?? ''
    await vi.waitFor(() => expect(store.getState().engine.kind).toBe('failed'))
    expect(store.getState().images[id]?.status.kind).toBe('waiting')
    online = true
    await store.getState().loadModels()
    await vi.waitFor(() => expect(store.getState().images[id]?.status.kind).toBe('done'))
  })

  it('says which files are not pictures and takes the rest', async () => {
    const store = setUp()
    await store.getState().startEngine()
    store
      .getState()
      .addFiles([photo('a.jpg'), new File(['x'], 'notes.txt', { type: 'text/plain' })])
    expect(store.getState().imageOrder).toHaveLength(1)
    expect(store.getState().notices[0]?.text).toContain('notes.txt')
  })
})

describe('sliders', () => {
  it('choose among what was found without another run', async () => {
    const segment = vi.fn<SegmentCall>(() =>
      Promise.resolve(resultOf([found('sure', 0.9), found('maybe', 0.3, 3, 3)])),
    )
    const store = setUp({ segment })
    const [id = ''] = await withPhotos(store, 'a.jpg')
    expect(visibleInstances(store.getState(), id)).toHaveLength(1)
    store.getState().setFilter({ minScore: 0.2 })
    expect(visibleInstances(store.getState(), id)).toHaveLength(2)
    expect(visibleInstances(store.getState(), id)).toBe(visibleInstances(store.getState(), id))
    expect(segment).toHaveBeenCalledTimes(1)
  })
})

describe('edits', () => {
  async function withTwo() {
    const store = setUp({
      segment: () => Promise.resolve(resultOf([found('a', 0.9), found('b', 0.8, 3, 3)])),
    })
    const [id = ''] = await withPhotos(store, 'a.jpg')
    const ids = (): readonly string[] => (store.getState().instances[id] ?? []).map((i) => i.id)
    return { store, id, ids }
  }

  it('undo brings a deleted object back to its place', async () => {
    const { store, ids } = await withTwo()
    store.getState().deleteInstances(['a'])
    expect(ids()).toEqual(['b'])
    store.getState().undo()
    expect(ids()).toEqual(['a', 'b'])
    store.getState().redo()
    expect(ids()).toEqual(['b'])
  })

  it('a relabelled object is confirmed: no slider hides it, no new run replaces it', async () => {
    const { store, id, ids } = await withTwo()
    store.getState().relabel(['a'], ' goat ')
    store.getState().setFilter({ minScore: 1 })
    expect(visibleInstances(store.getState(), id).map(({ label }) => label)).toEqual(['goat'])
    store.getState().segment([id])
    await vi.waitFor(() => expect(store.getState().images[id]?.status.kind).toBe('done'))
    expect(ids()).toContain('a')
  })

  it('merge joins the masks under the first and undo parts them', async () => {
    const { store, id, ids } = await withTwo()
    store.getState().mergeInstances(['b', 'a'])
    expect(ids()).toEqual(['b'])
    expect(store.getState().instances[id]?.[0]?.area).toBe(2)
    store.getState().undo()
    expect(ids()).toEqual(['a', 'b'])
  })

  it('a click makes an object and the next click refines it', async () => {
    const prompt = vi.fn<Client<EngineMethods>['prompt']>(() =>
      Promise.resolve({ ...found('x', null, 2, 2), logitsId: 'logits' }),
    )
    const store = setUp({ prompt })
    const [id = ''] = await withPhotos(store, 'a.jpg')
    await store.getState().promptPoint({ x: 2, y: 2 }, true)
    await store.getState().promptPoint({ x: 3, y: 3 }, false)
    expect(store.getState().instances[id]).toHaveLength(2)
    expect(prompt.mock.calls[1]?.[0]).toMatchObject({
      refines: 'logits',
      prompt: { points: [{ positive: true }, { positive: false }] },
    })
  })

  it('removing pictures can be undone with all that was found on them', async () => {
    const { store, id, ids } = await withTwo()
    store.getState().removeImages([id])
    expect(store.getState().imageOrder).toEqual([])
    expect(store.getState().currentImageId).toBeNull()
    store.getState().undo()
    expect(store.getState().imageOrder).toEqual([id])
    expect(ids()).toEqual(['a', 'b'])
    store.getState().redo()
    expect(store.getState().imageOrder).toEqual([])
    expect(store.getState().canRedo).toBe(false)
  })
})

describe('backends', () => {
  it('goes back to the one that ran when the chosen one cannot', async () => {
    const store = setUp({
      start: ({ choice }) =>
        choice === 'webgpu'
          ? Promise.reject(
              new LimnError({ reason: 'backend-unavailable', message: 'No WebGPU.', remedy: '' }),
            )
          : Promise.resolve({ backend: 'wasm', reason: '', tried: [], threads: 1, adapter: '' }),
    })
    await store.getState().startEngine()
    await store.getState().chooseBackend('webgpu')
    expect(store.getState()).toMatchObject({ backendChoice: 'auto', engine: { kind: 'ready' } })
    expect(store.getState().notices[0]?.text).toContain('No WebGPU')
  })
})

describe('the settings of a model’s maps', () => {
  it.each([
    { width: 1_000, looks: 1 },
    { width: 2_000, looks: 0 },
  ])(
    'decode a picture again as a slider moves, a large one only when it is asked to: $width × 10,000',
    async ({ width, looks }) => {
      let segmented = 0
      const store = setUp(
        {
          readDecoding: () => Promise.resolve(DECODE_DEFAULTS),
          segment: () => {
            segmented++
            return Promise.resolve(resultOf([]))
          },
        },
        {
          inspect: () =>
            Promise.resolve({ size: { width, height: 10_000 }, thumbnail: new Blob() }),
        },
      )
      const [slide = ''] = await withPhotos(store, 'slide.tif')
      store.setState({ segmentModelId: 'cells' })
      await store.getState().readDecoding()
      const before = segmented
      await store.getState().setDecoding({ minSeed: 0.7 }, slide)
      expect(store.getState().decoding).toEqual({ ...DECODE_DEFAULTS, minSeed: 0.7 })
      expect(segmented - before).toBe(looks)
    },
  )
})
