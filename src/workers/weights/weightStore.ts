/** Where fetched files are kept between visits. Absent or failing storage is never an error, only a later download. */
export interface WeightStore {
  readonly read: (url: string) => Promise<Uint8Array<ArrayBuffer> | null>
  /** False when there is no room, or no storage at all. */
  readonly write: (url: string, bytes: Uint8Array<ArrayBuffer>) => Promise<boolean>
  readonly remove: (url: string) => Promise<void>
}

const CACHE_NAME = 'limn-weights'

/** What is used of Cache Storage. */
interface Storage {
  open(name: string): Promise<Pick<Cache, 'put' | 'match' | 'delete'>>
}

/** Keeps files in Cache Storage, where the browser offers it (a page without HTTPS has none). */
export function createWeightStore(storage: Storage | null = availableStorage()): WeightStore {
  const open = async () => {
    try {
      return storage === null ? null : await storage.open(CACHE_NAME)
    } catch {
      return null
    }
  }
  return {
    read: async (url) => {
      const response = await (await open())?.match(url)
      return response === undefined ? null : new Uint8Array(await response.arrayBuffer())
    },
    write: async (url, bytes) => {
      const cache = await open()
      if (cache === null) return false
      try {
        await cache.put(url, new Response(bytes))
        return true
      } catch {
        return false
      }
    },
    remove: async (url) => {
      await (await open())?.delete(url)
    },
  }
}

function availableStorage(): Storage | null {
  return 'caches' in globalThis ? caches : null
}
