import { UNUSED_METRICS } from '../../../tools/testing/unusedMetrics.ts'
import { describe, expect, it } from 'vitest'
import { unusedDatasets } from '../../../tools/testing/unusedDatasets.ts'
import { createLimnStore } from '../../store/limnStore.ts'
import type { ImageEntry, ImageStatus, Limn } from '../../store/state.ts'
import { ENGINE_METHODS } from '../../workers/engineClient.ts'
import type { EngineMethods } from '../../workers/protocol.ts'
import { clientOf } from '../../workers/rpc.ts'
import { currentJob } from './currentJob.ts'

const unused = (): Promise<never> => Promise.reject(new Error('No worker is needed here.'))
const idle: Limn = createLimnStore({
  engine: clientOf<EngineMethods>(ENGINE_METHODS, unused),
  datasets: unusedDatasets,
  media: { inspect: unused, unpack: unused, export: unused, measure: unused },
  metrics: UNUSED_METRICS,
  baseUrl: '/',
}).getState()

function stateWith(change: Partial<Limn>): Limn {
  return { ...idle, engine: { kind: 'ready' }, ...change }
}

function imagesWith(status: ImageStatus): Partial<Limn> {
  const image: ImageEntry = {
    id: 'a',
    name: 'sheep.jpg',
    file: new Blob(),
    url: '',
    thumbnailUrl: null,
    size: null,
    status,
  }
  return { images: { a: image }, imageOrder: ['a'] }
}

const running = { kind: 'running', job: 'segment', step: 'masking', fraction: 0.625 } as const
const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ')

describe('the job that the status line shows', () => {
  it('is none when nothing runs', () => {
    expect(currentJob(stateWith({}))).toBeNull()
  })

  it('tells the megabytes of a download, which can be cancelled with the pictures that wait for it', () => {
    const loading = {
      engine: {
        kind: 'loading',
        progress: {
          step: 'downloading',
          text: 'Downloading the segmenter',
          fraction: 0.5,
          bytesDone: 19_000_000,
          bytesTotal: 38_000_000,
        },
      },
    } as const
    const job = currentJob(stateWith(loading))
    expect(plain(job?.text)).toBe('Downloading the segmenter, 19.0 of 38.0 MB')
    const cancelled: string[] = []
    job?.cancel?.(
      stateWith({
        ...loading,
        cancelAll: () => cancelled.push('pictures'),
        cancelLoading: () => cancelled.push('download'),
      }),
    )
    expect(cancelled).toEqual(['pictures', 'download'])
  })

  it('names the running picture, its step and how far it is, and cancels that picture', () => {
    const cancelled: string[] = []
    const state = stateWith({
      ...imagesWith(running),
      cancelImage: (id) => cancelled.push(id),
    })
    const job = currentJob(state)
    expect(plain(job?.text)).toBe('sheep.jpg: drawing outlines, 63 %')
    expect(job?.fraction).toBe(0.625)
    job?.cancel?.(state)
    expect(cancelled).toEqual(['a'])
  })

  it('puts an export, which somebody waits for, before a running picture', () => {
    const exporting = { fraction: 0.2, text: 'Picture 1 of 5' }
    expect(currentJob(stateWith({ ...imagesWith(running), exporting }))?.text).toBe(
      'Exporting: Picture 1 of 5',
    )
  })
})
