import type { TuningStore } from '../kernels/tuning/tuningStore.ts'

const CACHE_NAME = 'limn-tuning'

/** What is used of Cache Storage. */
interface Storage {
  open(name: string): Promise<Pick<Cache, 'put' | 'match'>>
}

/** Keeps what the tuning found between visits. Absent, full or damaged storage only means measuring again. */
export function createTuningCache(storage: Storage | null = availableStorage()): TuningStore {
  const addressOf = (key: string): string => `/tuning/${encodeURIComponent(key)}`
  return {
    read: async (key) => {
      try {
        const response = await (await storage?.open(CACHE_NAME))?.match(addressOf(key))
        return parseChoices(response === undefined ? {} : await response.json())
      } catch {
        return new Map()
      }
    },
    write: async (key, choices) => {
      try {
        const body = JSON.stringify(Object.fromEntries(choices))
        await (await storage?.open(CACHE_NAME))?.put(addressOf(key), new Response(body))
      } catch {
        // The next start measures again.
      }
    },
  }
}

function parseChoices(stored: unknown): ReadonlyMap<string, string> {
  if (typeof stored !== 'object' || stored === null) return new Map()
  return new Map(
    Object.entries(stored).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

function availableStorage(): Storage | null {
  return 'caches' in globalThis ? caches : null
}
