import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { encodeMask } from '../domain/mask/encode.ts'
import { LimnError } from '../domain/failure.ts'
import { createLabelJournal, type PendingLabels } from './labelJournal.ts'
import { recoverLabels } from './recoverLabels.ts'

const mask = encodeMask(new Uint8Array([0, 1, 1, 0, 0, 1]), { width: 3, height: 2 })

function pending(imageId: number): PendingLabels {
  return {
    datasetId: 'd',
    imageId,
    changed: [{ instanceId: 'a', objectId: null, label: 'cup', mask, polygons: null }],
    removed: [{ instanceId: 'b', objectId: 4 }],
  }
}

/** A localStorage, and locks of tabs that live until they are killed. */
const held = new Set<string>()
const kill = () => held.clear()

beforeEach(() => {
  // As a browser's: the keys are its properties.
  class Storage {
    [key: string]: unknown
  }
  const storage = new Storage()
  Object.defineProperties(storage, {
    getItem: { value: (key: string) => storage[key] ?? null },
    setItem: { value: (key: string, value: string) => (storage[key] = value) },
    removeItem: { value: (key: string) => Reflect.deleteProperty(storage, key) },
  })
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('navigator', {
    locks: {
      request: async (name: string, ...rest: unknown[]) => {
        const work = rest.at(-1) as (lock: object | null) => unknown
        if (rest.length === 1) held.add(name)
        return await work(held.has(name) && rest.length > 1 ? null : {})
      },
    },
  })
})

afterEach(() => {
  held.clear()
  vi.unstubAllGlobals()
})

it('hands what a killed tab had not saved to the next one, and nothing of a tab that lives', async () => {
  const first = createLabelJournal()
  first.keep('d', 1, pending(1))
  first.keep('d', 2, pending(2))
  first.keep('d', 2, null)
  expect(await createLabelJournal().leftBehind()).toEqual([])
  kill()
  const next = createLabelJournal()
  const left = await next.leftBehind()
  expect(left.map((entry) => entry.pending)).toEqual([pending(1)])
  left[0]?.done()
  expect(await next.leftBehind()).toEqual([])
})

it('reads no note that it did not write', async () => {
  localStorage.setItem('limn.labels.tab.d.1', '{"changed":[{"size":{},"counts":"zzz"}]}')
  localStorage.setItem('limn.labels.tab.d.2', 'nonsense')
  expect(await createLabelJournal().leftBehind()).toEqual([])
})

it('saves what was left behind, says so, and keeps what the library cannot take yet', async () => {
  const dead = createLabelJournal()
  for (const imageId of [1, 2, 3]) dead.keep('d', imageId, pending(imageId))
  kill()
  const journal = createLabelJournal()
  const notify = vi.fn()
  const saveLabels = vi.fn(({ imageId }: PendingLabels) => {
    const failure = { message: 'No.', remedy: 'Wait.' }
    if (imageId === 2) return Promise.reject(new LimnError({ reason: 'storage-full', ...failure }))
    if (imageId === 3) return Promise.reject(new LimnError({ reason: 'bad-request', ...failure }))
    return Promise.resolve({ objectIds: [] } as never)
  })
  await recoverLabels({ datasets: { saveLabels }, journal, notify })
  expect(saveLabels).toHaveBeenCalledTimes(3)
  const tones = notify.mock.calls.map(([notice]) => (notice as { tone: string }).tone)
  expect(tones).toEqual(['error', 'info'])
  expect((await journal.leftBehind()).map((entry) => entry.pending.imageId)).toEqual([2])
})
