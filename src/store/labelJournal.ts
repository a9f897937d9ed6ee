import type { ImageSize } from '../domain/image.ts'
import { decodeCounts, encodeCounts } from '../domain/mask/counts.ts'
import type { DatasetMethods, LabelChange } from '../workers/protocol/datasetMethods.ts'

/** What is to be done to the labels of one image; the same words in which it is sent. */
export type PendingLabels = DatasetMethods['saveLabels']['request']

/** Edits a tab has made and the library has not confirmed yet. */
export interface LabelJournal {
  /** Notes what an image's labels still lack; null when nothing. The note is made when this returns. */
  keep(datasetId: string, imageId: number, pending: PendingLabels | null): void
  /** What tabs that are gone have left behind, oldest first. `done` strikes it out. */
  leftBehind(): Promise<readonly { readonly pending: PendingLabels; readonly done: () => void }[]>
}

const PREFIX = 'limn.labels.'

/**
 * The journal of this tab in localStorage: the one store of a browser that is written before the call returns, so that
 * an edit survives a tab killed in the next moment. A tab holds a lock as long as it lives; what lies under the name of
 * a tab without one is nobody's any more.
 */
export function createLabelJournal(): LabelJournal {
  const tab = crypto.randomUUID()
  let isAlive = false

  function holdLock(): void {
    if (isAlive) return
    isAlive = true
    // Never let go of: it ends with the tab.
    navigator.locks.request(lockOf(tab), () => new Promise(() => undefined)).catch(() => undefined)
  }

  return {
    keep: (datasetId, imageId, pending) => {
      const key = `${PREFIX}${tab}.${datasetId}.${imageId}`
      try {
        if (pending === null) localStorage.removeItem(key)
        else {
          holdLock()
          localStorage.setItem(key, writePending(pending))
        }
      } catch {
        // Forbidden or full: the edit is still on its way to the library.
      }
    },

    leftBehind: async () => {
      const entries = readEntries()
      const dead = new Set<string>()
      for (const owner of new Set(entries.map((entry) => entry.owner))) {
        if (owner !== tab && (await isGone(owner))) dead.add(owner)
      }
      return entries
        .filter(({ owner }) => dead.has(owner))
        .sort((a, b) => a.at - b.at)
        .map(({ key, pending }) => ({ pending, done: () => localStorage.removeItem(key) }))
    },
  }
}

interface Entry {
  readonly key: string
  readonly owner: string
  readonly at: number
  readonly pending: PendingLabels
}

function readEntries(): readonly Entry[] {
  try {
    return Object.keys(localStorage).flatMap((key) => {
      if (!key.startsWith(PREFIX)) return []
      const owner = key.slice(PREFIX.length).split('.')[0] ?? ''
      const read = readPending(localStorage.getItem(key) ?? '')
      return read === null ? [] : [{ key, owner, ...read }]
    })
  } catch {
    return []
  }
}

async function isGone(tab: string): Promise<boolean> {
  return await navigator.locks.request(lockOf(tab), { ifAvailable: true }, (lock) => lock !== null)
}

function lockOf(tab: string): string {
  return `limn-labelling-tab-${tab}`
}

interface WrittenLabels extends Omit<PendingLabels, 'changed'> {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly changed: readonly (Omit<LabelChange, 'mask'> & {
    readonly size: ImageSize
    readonly counts: string
  })[]
}

/** Masks as COCO's strings, which are the shortest text there is for them. */
export function writePending(pending: PendingLabels, at = Date.now()): string {
  const changed = pending.changed.map(({ mask, ...change }) => ({
    ...change,
    size: mask.size,
    counts: encodeCounts(mask),
  }))
  return JSON.stringify({ ...pending, changed, at } satisfies WrittenLabels)
}

/** Null for what this version did not write. */
export function readPending(text: string): { at: number; pending: PendingLabels } | null {
  try {
    const { at, changed, ...pending } = JSON.parse(text) as WrittenLabels
    const whole = changed.map(({ size, counts, ...change }) => ({
      ...change,
      mask: decodeCounts(counts, size),
    }))
    return { at, pending: { ...pending, changed: whole } }
  } catch {
    return null
  }
}
