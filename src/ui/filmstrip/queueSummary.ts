import { isUnfinished } from '../../store/selectors.ts'
import type { ImageEntry } from '../../store/state.ts'

export interface QueueSummary {
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly unfinished: number
  /** Share of all pictures that are over, the running one in part, 0 to 1. */
  readonly fraction: number
  /** From the pictures done so far; null until there is one. */
  readonly remainingMs: number | null
}

export function summariseQueue(images: readonly ImageEntry[]): QueueSummary {
  let done = 0
  let failed = 0
  let unfinished = 0
  let elapsedMs = 0
  let running = 0
  for (const image of images) {
    const { status } = image
    if (isUnfinished(image)) unfinished += 1
    if (status.kind === 'done') {
      done += 1
      elapsedMs += status.elapsedMs
    } else if (status.kind === 'failed') failed += 1
    else if (status.kind === 'running') running += status.fraction
  }
  const total = images.length
  return {
    total,
    done,
    failed,
    unfinished,
    fraction: total === 0 ? 0 : (total - unfinished + running) / total,
    remainingMs: done === 0 ? null : (elapsedMs / done) * (unfinished - running),
  }
}
