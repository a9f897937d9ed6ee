import type { EvaluationRecord } from '../../domain/evaluation.ts'
import type { FoundObject } from '../../domain/foundObject.ts'
import { answer, storageError } from '../library/database.ts'

const NAME = 'limn-evaluations'
const VERSION = 1
const RECORDS = 'records'
/** Key: the id of the record. */
const RESULTS = 'results'

let open: Promise<IDBDatabase> | null = null

function database(): Promise<IDBDatabase> {
  open ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(RECORDS, { keyPath: 'id' })
      request.result.createObjectStore(RESULTS)
    }
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        request.result.close()
        open = null
      }
      resolve(request.result)
    }
    request.onerror = () => reject(storageError(request.error))
  }).catch((thrown: unknown) => {
    open = null
    throw thrown
  })
  return open
}

/** What models found on datasets, kept on this device. Latest first. */
export async function listEvaluations(): Promise<readonly EvaluationRecord[]> {
  const store = (await database()).transaction(RECORDS).objectStore(RECORDS)
  const records = await answer(store.getAll() as IDBRequest<EvaluationRecord[]>)
  return records.sort((a, b) => b.createdAt - a.createdAt)
}

export async function readEvaluation(
  id: string,
): Promise<
  { readonly record: EvaluationRecord; readonly found: readonly FoundObject[] } | undefined
> {
  const transaction = (await database()).transaction([RECORDS, RESULTS])
  const [record, found] = await Promise.all([
    answer(transaction.objectStore(RECORDS).get(id) as IDBRequest<EvaluationRecord | undefined>),
    answer(
      transaction.objectStore(RESULTS).get(id) as IDBRequest<readonly FoundObject[] | undefined>,
    ),
  ])
  return record === undefined || found === undefined ? undefined : { record, found }
}

/** Both or neither are kept, whenever the tab dies. */
export async function keepEvaluation(
  record: EvaluationRecord,
  found: readonly FoundObject[],
): Promise<void> {
  const transaction = (await database()).transaction([RECORDS, RESULTS], 'readwrite')
  transaction.objectStore(RECORDS).put(record)
  transaction.objectStore(RESULTS).put(found, record.id)
  await finished(transaction)
}

export async function deleteEvaluation(id: string): Promise<void> {
  const transaction = (await database()).transaction([RECORDS, RESULTS], 'readwrite')
  transaction.objectStore(RECORDS).delete(id)
  transaction.objectStore(RESULTS).delete(id)
  await finished(transaction)
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(storageError(transaction.error))
  })
}
