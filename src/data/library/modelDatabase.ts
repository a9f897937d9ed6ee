import type { LibraryModel } from '../../domain/libraryModel.ts'
import { storageError } from './database.ts'

const NAME = 'limn-models'
const VERSION = 1
const MODELS = 'models'

/** A model's record, and whether it waits to be cleared away. */
export interface ModelRecord extends LibraryModel {
  /** Milliseconds since 1970; null while the model is in the library. */
  readonly deletedAt: number | null
}

let open: Promise<IDBDatabase> | null = null

/** Runs `work` on the records, all of it or nothing; `work` may await only requests of its own. */
export async function withModels<T>(
  mode: 'readonly' | 'readwrite',
  work: (records: IDBObjectStore) => Promise<T>,
): Promise<T> {
  open ??= openDatabase().catch((thrown: unknown) => {
    open = null
    throw thrown
  })
  const transaction = (await open).transaction([MODELS], mode)
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(storageError(transaction.error))
  })
  done.catch(() => undefined)
  const result = await work(transaction.objectStore(MODELS))
  await done
  return result
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION)
    request.onupgradeneeded = () => request.result.createObjectStore(MODELS, { keyPath: 'id' })
    request.onsuccess = () => {
      const opened = request.result
      const forget = () => {
        open = null
      }
      // A newer Limn in another tab wants to change the layout: let it.
      opened.onversionchange = () => {
        opened.close()
        forget()
      }
      opened.onclose = forget
      resolve(opened)
    }
    request.onerror = () => reject(storageError(request.error))
  })
}
