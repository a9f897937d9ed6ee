import { expect, it } from 'vitest'
import type { ImageEntry, ImageStatus } from '../../store/state.ts'
import { summariseQueue } from './queueSummary.ts'

function image(status: ImageStatus): ImageEntry {
  return {
    id: 'a',
    name: 'a.jpg',
    file: new Blob(),
    url: '',
    thumbnailUrl: null,
    size: null,
    status,
  }
}

it('counts how the pictures stand and estimates what is left from those done', () => {
  const running = image({ kind: 'running', job: 'segment', step: 'masking', fraction: 0.5 })
  const summary = summariseQueue([
    image({ kind: 'done', elapsedMs: 4000 }),
    image({ kind: 'done', elapsedMs: 2000 }),
    image({
      kind: 'failed',
      failure: { reason: 'not-an-image', message: 'No picture.', remedy: '' },
    }),
    running,
    image({ kind: 'waiting' }),
  ])
  expect(summary).toEqual({
    total: 5,
    running,
    done: 2,
    failed: 1,
    unfinished: 2,
    fraction: 0.7,
    remainingMs: 4500,
  })
})

it('knows nothing of what is left before the first picture is done', () => {
  expect(summariseQueue([image({ kind: 'waiting' })]).remainingMs).toBeNull()
  expect(summariseQueue([]).fraction).toBe(0)
})
