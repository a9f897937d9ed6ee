import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadFiles, readStoredFiles, type LoadFilesOptions } from './loadFiles.ts'
import { sha256 } from './sha256.ts'
import { createWeightStore, type WeightStore } from './weightStore.ts'

const CARD_URL = 'https://limn.test/app/weights/tiny/card.json'
const WEIGHTS_URL = 'https://limn.test/app/weights/tiny/weights.safetensors'
const good = Uint8Array.from({ length: 5000 }, (_, i) => i % 251)
const damaged = good.map((byte, i) => (i === 77 ? byte ^ 1 : byte))

afterEach(() => vi.unstubAllGlobals())

async function cardFor(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return JSON.stringify({
    id: 'tiny',
    name: 'Tiny',
    architecture: 'none',
    summary: 'A card for specs.',
    input: { width: 1, height: 1, resize: 'fit', mean: [0, 0, 0], deviation: [1, 1, 1] },
    classes: [],
    layout: 'nhwc',
    parameters: 1,
    files: [
      {
        name: 'weights.safetensors',
        bytes: bytes.byteLength,
        sha256: await sha256(bytes),
        dtypes: ['float32'],
      },
    ],
    licence: 'MIT',
    notices: [],
    origin: 'here',
    sources: [],
    converterVersion: 1,
    limits: [],
  })
}

type Answer = () => Response
const page: Answer = () =>
  new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } })
const file =
  (body: BodyInit): Answer =>
  () =>
    new Response(body)

/** A server that gives each address its answers in turn, the last one for ever; no answers: no network. */
function serve(answers: Readonly<Record<string, readonly Answer[]>>) {
  const asked: { url: string; cache: string | undefined }[] = []
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    const nth = asked.filter((request) => request.url === url).length
    asked.push({ url, cache: init?.cache })
    if (init?.signal?.aborted === true) return Promise.reject(new DOMException('', 'AbortError'))
    const own = answers[url] ?? []
    const answer = own[Math.min(nth, own.length - 1)]
    return answer === undefined
      ? Promise.reject(new TypeError('Failed to fetch'))
      : Promise.resolve(answer())
  })
  return asked
}

function memoryStore(): WeightStore & { readonly entries: Map<string, Uint8Array<ArrayBuffer>> } {
  const entries = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    entries,
    read: (url) => Promise.resolve(entries.get(url)?.slice() ?? null),
    write: (url, bytes) => {
      entries.set(url, bytes.slice())
      return Promise.resolve(true)
    },
    remove: (url) => {
      entries.delete(url)
      return Promise.resolve()
    },
  }
}

function options(store: WeightStore, change: Partial<LoadFilesOptions> = {}): LoadFilesOptions {
  return {
    store,
    signal: new AbortController().signal,
    onBytes: () => undefined,
    onVerify: () => undefined,
    ...change,
  }
}

const failing = (reason: string) => ({ failure: { reason } })

describe('the files of a model', () => {
  it('are fetched with byte progress, checked, and kept', async () => {
    const asked = serve({ [CARD_URL]: [file(await cardFor(good))], [WEIGHTS_URL]: [file(good)] })
    const store = memoryStore()
    const seen: number[][] = []
    const onBytes = (done: number, total: number) => seen.push([done, total])
    const files = await loadFiles(CARD_URL, options(store, { onBytes }))
    expect(files.weights).toEqual(good)
    expect(files.isKept).toBe(true)
    expect(seen.at(-1)).toEqual([5000, 5000])
    expect(asked.map(({ url }) => url)).toEqual([CARD_URL, WEIGHTS_URL])
    expect((await readStoredFiles(CARD_URL, store))?.weights).toEqual(good)
  })

  it('come from storage the second time, even without a network', async () => {
    const store = memoryStore()
    serve({ [CARD_URL]: [file(await cardFor(good))], [WEIGHTS_URL]: [file(good)] })
    await loadFiles(CARD_URL, options(store))
    serve({})
    expect((await loadFiles(CARD_URL, options(store))).weights).toEqual(good)
  })

  it('are fetched again when one stored bit has flipped', async () => {
    const store = memoryStore()
    const asked = serve({ [CARD_URL]: [file(await cardFor(good))], [WEIGHTS_URL]: [file(good)] })
    await loadFiles(CARD_URL, options(store))
    store.entries.set(WEIGHTS_URL, damaged)
    expect(await readStoredFiles(CARD_URL, store)).toBeNull()
    expect((await loadFiles(CARD_URL, options(store))).weights).toEqual(good)
    expect(asked.filter(({ url }) => url === WEIGHTS_URL)).toHaveLength(2)
    expect(store.entries.get(WEIGHTS_URL)).toEqual(good)
  })

  it('are fetched once more, past the HTTP cache, when they arrive damaged', async () => {
    const asked = serve({
      [CARD_URL]: [file(await cardFor(good))],
      [WEIGHTS_URL]: [file(damaged), file(good)],
    })
    expect((await loadFiles(CARD_URL, options(memoryStore()))).weights).toEqual(good)
    expect(asked.map(({ cache }) => cache)).toEqual(['reload', 'default', 'reload'])
  })

  it('are refused as corrupt when they arrive damaged twice', async () => {
    const store = memoryStore()
    serve({ [CARD_URL]: [file(await cardFor(good))], [WEIGHTS_URL]: [file(damaged)] })
    await expect(loadFiles(CARD_URL, options(store))).rejects.toMatchObject(
      failing('weights-corrupt'),
    )
    expect(store.entries.has(WEIGHTS_URL)).toBe(false)
  })

  it('are missing when the server has none, or answers with a page', async () => {
    const gone: Answer = () => new Response('', { status: 404 })
    for (const answer of [gone, page]) {
      serve({ [CARD_URL]: [file(await cardFor(good))], [WEIGHTS_URL]: [answer] })
      await expect(loadFiles(CARD_URL, options(memoryStore()))).rejects.toThrow(
        /no file tiny\/weights\.safetensors\. Run "npm run setup"/,
      )
    }
  })

  it('say so when there is no network at the first start', async () => {
    serve({})
    await expect(loadFiles(CARD_URL, options(memoryStore()))).rejects.toMatchObject(
      failing('offline'),
    )
  })

  it('load all the same when there is no room to keep them', async () => {
    serve({ [CARD_URL]: [file(await cardFor(good))], [WEIGHTS_URL]: [file(good)] })
    const full = { ...memoryStore(), write: () => Promise.resolve(false) }
    const files = await loadFiles(CARD_URL, options(full))
    expect(files.weights).toEqual(good)
    expect(files.isKept).toBe(false)
  })

  it('stop with the caller', async () => {
    serve({ [CARD_URL]: [file(await cardFor(good))], [WEIGHTS_URL]: [file(good)] })
    const signal = AbortSignal.abort()
    await expect(loadFiles(CARD_URL, options(memoryStore(), { signal }))).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})

describe('the weight store', () => {
  it('does without storage, and with storage that is full', async () => {
    const none = createWeightStore(null)
    expect(await none.write(CARD_URL, good)).toBe(false)
    expect(await none.read(CARD_URL)).toBeNull()
    const cache = {
      put: () => Promise.reject(new DOMException('', 'QuotaExceededError')),
      match: () => Promise.resolve(undefined),
      delete: () => Promise.resolve(false),
    }
    const full = createWeightStore({ open: () => Promise.resolve(cache) })
    expect(await full.write(CARD_URL, good)).toBe(false)
    expect(await full.read(CARD_URL)).toBeNull()
  })
})
