import { isUnfinished } from '../../store/selectors.ts'
import type { ImageEntry, LimnState } from '../../store/state.ts'

export interface QueueSummary {
  readonly total: number
  /** The picture that runs now. */
  readonly running: ImageEntry | null
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
  let running: ImageEntry | null = null
  let runningFraction = 0
  for (const image of images) {
    const { status } = image
    if (isUnfinished(image)) unfinished += 1
    if (status.kind === 'done') {
      done += 1
      elapsedMs += status.elapsedMs ?? 0
    } else if (status.kind === 'failed') failed += 1
    else if (status.kind === 'running') {
      running = image
      runningFraction = status.fraction
    }
  }
  const total = images.length
  return {
    total,
    running,
    done,
    failed,
    unfinished,
    fraction: total === 0 ? 0 : (total - unfinished + runningFraction) / total,
    remainingMs: done === 0 ? null : (elapsedMs / done) * (unfinished - runningFraction),
  }
}

const remembered = new WeakMap<LimnState['images'], QueueSummary>()

/** The summary of the store's pictures: counted once for each change of them, however many ask. */
export function queueSummary({ images }: Pick<LimnState, 'images'>): QueueSummary {
  let summary = remembered.get(images)
  if (summary === undefined) {
    summary = summariseQueue(Object.values(images))
    remembered.set(images, summary)
  }
  return summary
}
