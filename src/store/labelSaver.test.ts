import { expect, it, vi } from 'vitest'
import { unusedDatasets } from '../../tools/testing/unusedDatasets.ts'
import { drawnInstance } from '../domain/drawnInstance.ts'
import type { DatasetRecord, ImageRecord } from '../domain/datasetRecord.ts'
import { LimnError } from '../domain/failure.ts'
import { encodeMask } from '../domain/mask/encode.ts'
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
  let fails = failFirst
  let nextId = 100
  const saver = createLabelSaver({
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
          removed: request.removed,
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
  return { saver, requests, states, onFailure }
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
    { changed: [['a', 7, 'cup']], removed: [100] },
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
  expect(requests).toEqual([{ changed: [['b', null, 'cup']], removed: [7] }])
})
