import { expect, it, vi } from 'vitest'
import { unusedDatasets } from '../../tools/testing/unusedDatasets.ts'
import { drawnInstance } from '../domain/drawnInstance.ts'
import type { DatasetRecord, ImageRecord } from '../domain/datasetRecord.ts'
import { LimnError } from '../domain/failure.ts'
import { encodeMask } from '../domain/mask/encode.ts'
import type { PendingLabels } from './labelJournal.ts'
import { createLabelSaver } from './labelSaver.ts'

const size = { width: 4, height: 4 }
const mask = (at: number) =>
  encodeMask(
    new Uint8Array(16).map((_, pixel) => (pixel === at ? 1 : 0)),
    size,
  )
const a = drawnInstance({ id: 'a', label: 'cup', mask: mask(1) })
const b = drawnInstance({ id: 'b', label: 'cup', mask: mask(2) })

function makeSaver(failFirst = false) {
  const requests: unknown[] = []
  const states: string[] = []
  const onFailure = vi.fn()
  const kept: (PendingLabels | null)[] = []
  let fails = failFirst
  let nextId = 100
  const saver = createLabelSaver({
    journal: { keep: (_dataset, _image, pending) => void kept.push(pending) },
    datasets: {
      ...unusedDatasets,
      saveLabels: (request) => {
        if (fails) {
          fails = false
          const failure = { reason: 'storage-full', message: 'Full.', remedy: 'Free it.' } as const
          return Promise.reject(new LimnError(failure))
        }
        requests.push({
          changed: request.changed.map(({ instanceId, objectId, label }) => [
            instanceId,
            objectId,
            label,
          ]),
          removed: request.removed.map(({ instanceId, objectId }) => [instanceId, objectId]),
        })
        return Promise.resolve({
          image: {} as ImageRecord,
          record: {} as DatasetRecord,
          objectIds: request.changed.map(({ instanceId, objectId }) => ({
            instanceId,
            objectId: objectId ?? nextId++,
          })),
        })
      },
    },
    datasetId: 'd',
    imageId: 1,
    objects: [{ objectId: 7, instance: a }],
    onState: (state) => states.push(state),
    onFailure,
  })
  return { saver, requests, states, onFailure, kept }
}

const settled = () => new Promise((done) => setTimeout(done, 0))

it('sends only what differs, and knows new objects by the number they were given', async () => {
  const { saver, requests, states } = makeSaver()
  saver.update([a])
  await settled()
  expect(requests).toEqual([])
  saver.update([a, b])
  await settled()
  saver.update([
    { ...a, label: 'plate' },
    { ...b, label: 'dish' },
  ])
  await settled()
  saver.update([a])
  await settled()
  expect(requests).toEqual([
    { changed: [['b', null, 'cup']], removed: [] },
    {
      changed: [
        ['a', 7, 'plate'],
        ['b', 100, 'dish'],
      ],
      removed: [],
    },
    { changed: [['a', 7, 'cup']], removed: [['b', 100]] },
  ])
  expect(states).toEqual(['saving', 'saved', 'saving', 'saved', 'saving', 'saved'])
})

it('leaves a model’s proposal alone until it is accepted', async () => {
  const { saver, requests } = makeSaver()
  saver.update([a, { ...b, score: 0.8 }])
  await settled()
  expect(requests).toEqual([])
  saver.update([a, b])
  await settled()
  expect(requests).toHaveLength(1)
})

it('says that labels are not saved, and sends them again with the next edit', async () => {
  const { saver, requests, states, onFailure } = makeSaver(true)
  saver.update([a, b])
  await settled()
  expect(states).toEqual(['saving', 'failed'])
  expect(onFailure).toHaveBeenCalledWith(expect.objectContaining({ reason: 'storage-full' }))
  saver.update([b])
  await settled()
  expect(requests).toEqual([{ changed: [['b', null, 'cup']], removed: [['a', 7]] }])
})

it('tries again by itself, and at once when asked to', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const first = makeSaver(true)
    first.saver.update([a, b])
    await vi.advanceTimersByTimeAsync(1999)
    expect(first.states).toEqual(['saving', 'failed'])
    await vi.advanceTimersByTimeAsync(1)
    expect(first.states).toEqual(['saving', 'failed', 'saving', 'saved'])
    const second = makeSaver(true)
    second.saver.update([a, b])
    await vi.advanceTimersByTimeAsync(0)
    second.saver.retry()
    await vi.advanceTimersByTimeAsync(0)
    expect(second.states.at(-1)).toBe('saved')
    expect(second.onFailure).toHaveBeenCalledTimes(1)
  } finally {
    vi.useRealTimers()
  }
})

it('has every unconfirmed edit in the journal before the edit returns, and strikes it out afterwards', async () => {
  const { saver, kept } = makeSaver()
  saver.update([a, b])
  expect(kept).toHaveLength(1)
  expect(kept[0]?.changed.map(({ instanceId, objectId }) => [instanceId, objectId])).toEqual([
    ['b', null],
  ])
  // On its way, and taken back: the library may have it by now, so the journal says that it goes.
  saver.update([a])
  expect(kept[1]).toMatchObject({ changed: [], removed: [{ instanceId: 'b', objectId: null }] })
  await settled()
  expect(kept.at(-1)).toBeNull()
})
