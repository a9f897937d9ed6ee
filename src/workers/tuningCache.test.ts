import { describe, expect, it } from 'vitest'
import { createTuningCache } from './tuningCache.ts'

function asText(key: RequestInfo | URL): string {
  return key instanceof Request ? key.url : key.toString()
}

function fakeStorage() {
  const kept = new Map<string, Response>()
  return {
    kept,
    open: () =>
      Promise.resolve({
        match: (key: RequestInfo | URL) => Promise.resolve(kept.get(asText(key))?.clone()),
        put: (key: RequestInfo | URL, response: Response) =>
          Promise.resolve(void kept.set(asText(key), response)),
      }),
  }
}

describe('the cache of tuned kernels', () => {
  it('gives back what it was given, each adapter its own', async () => {
    const cache = createTuningCache(fakeStorage())
    await cache.write('one|adapter', new Map([['class', '8x4']]))
    expect([...(await cache.read('one|adapter'))]).toEqual([['class', '8x4']])
    expect((await cache.read('another')).size).toBe(0)
  })

  it('knows nothing without storage, with storage that fails or with what it did not write', async () => {
    const none = createTuningCache(null)
    await none.write('key', new Map([['class', '8x4']]))
    expect((await none.read('key')).size).toBe(0)
    const failing = createTuningCache({ open: () => Promise.reject(new Error('no room')) })
    await failing.write('key', new Map())
    expect((await failing.read('key')).size).toBe(0)
    const storage = fakeStorage()
    storage.kept.set('/tuning/key', new Response('{"class":7,"other":"4x2"}'))
    storage.kept.set('/tuning/torn', new Response('{"cla'))
    const odd = createTuningCache(storage)
    expect([...(await odd.read('key'))]).toEqual([['other', '4x2']])
    expect((await odd.read('torn')).size).toBe(0)
  })
})
