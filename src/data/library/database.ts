import { fail, LimnError } from '../../domain/failure.ts'

const NAME = 'limn-datasets'
const VERSION = 1

export const DATASETS = 'datasets'
/** Key [datasetId, id]. */
export const IMAGES = 'images'
/** Key [datasetId, imageId]. */
export const LABELS = 'labels'
/** Key SHA-256 of the picture. */
export const THUMBNAILS = 'thumbnails'

type StoreName = typeof DATASETS | typeof IMAGES | typeof LABELS | typeof THUMBNAILS

let open: Promise<IDBDatabase> | null = null

/** The library's database of this worker. Throws a LimnError when the browser allows none. */
export function database(): Promise<IDBDatabase> {
  open ??= openDatabase().catch((thrown: unknown) => {
    open = null
    throw thrown
  })
  return open
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION)
    request.onupgradeneeded = () => {
      const made = request.result
      made.createObjectStore(DATASETS, { keyPath: 'id' })
      made
        .createObjectStore(IMAGES, { keyPath: ['datasetId', 'id'] })
        .createIndex('sha256', 'sha256')
      made.createObjectStore(LABELS, { keyPath: ['datasetId', 'imageId'] })
      made.createObjectStore(THUMBNAILS)
    }
    request.onsuccess = () => {
      const opened = request.result
      // A newer Limn in another tab wants to change the layout: let it.
      opened.onversionchange = () => {
        opened.close()
        open = null
      }
      opened.onclose = () => {
        open = null
      }
      resolve(opened)
    }
    request.onerror = () => reject(storageError(request.error))
    request.onblocked = () =>
      reject(
        new LimnError({
          reason: 'internal',
          message: 'An older Limn in another tab holds the library of datasets.',
          remedy: 'Close the other tabs of Limn and try again.',
        }),
      )
  })
}

/** What one request answers. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(storageError(request.error))
  })
}

/**
 * Runs `work` in one transaction: all of it happens or nothing does. `work` may await only requests of this
 * transaction; it is over when the result arrives.
 */
export async function transact<T>(
  stores: readonly StoreName[],
  mode: 'readonly' | 'readwrite',
  work: (store: (name: StoreName) => IDBObjectStore) => Promise<T> | T,
): Promise<T> {
  const transaction = (await database()).transaction([...stores], mode)
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(storageError(transaction.error))
  })
  // A failure of the work itself is the one to hear of; the abort that follows must not go unheard as well.
  done.catch(() => undefined)
  try {
    const result = await work((name) => transaction.objectStore(name))
    await done
    return result
  } catch (thrown) {
    try {
      transaction.abort()
    } catch {
      // It has ended by itself.
    }
    throw thrown
  }
}

/** All keys that begin with `datasetId`. */
export function keysOf(datasetId: string): IDBKeyRange {
  return IDBKeyRange.bound([datasetId], [datasetId, []])
}

export function storageError(error: DOMException | null): Error {
  if (error?.name === 'QuotaExceededError') return storageFull()
  return error ?? new DOMException('The transaction was aborted.', 'AbortError')
}

export function storageFull(): LimnError {
  return new LimnError({
    reason: 'storage-full',
    message: 'The browser gives Limn no more storage on this device.',
    remedy: 'Delete datasets or models you no longer need, or free space on the disk.',
  })
}

export function notInLibrary(what: string): never {
  fail(
    'bad-request',
    `${what} is not in the library.`,
    'It may have been deleted in another tab; open the Data place again.',
  )
}
