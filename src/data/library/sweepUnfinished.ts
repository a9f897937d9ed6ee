import type { DatasetRecord, ImageRecord } from '../../domain/datasetRecord.ts'
import { answer, DATASETS, IMAGES, keysOf, LABELS, transact } from './database.ts'
import { dropUnused } from './editDataset.ts'

const LOCK = 'limn-dataset-writing'

/** Runs an import so that no other tab takes what it has written so far for left-overs. */
export async function whileWriting<T>(work: () => Promise<T>): Promise<T> {
  return await navigator.locks.request(LOCK, { mode: 'shared' }, work)
}

/** Clears away what an import left that never finished, unless one is running somewhere. Returns the datasets cleared. */
export async function sweepUnfinished(): Promise<number> {
  return await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock === null) return 0
    const unfinished = await transact([DATASETS, IMAGES], 'readonly', async (store) => {
      const records = await answer(store(DATASETS).getAll() as IDBRequest<DatasetRecord[]>)
      const finished = new Set(records.map(({ id }) => id))
      const found: string[] = []
      // From dataset to dataset, jumping over the images of each.
      let after: IDBKeyRange | null = null
      for (;;) {
        const cursor: IDBCursor | null = await answer(store(IMAGES).openKeyCursor(after))
        if (cursor === null) return found
        const [datasetId] = cursor.key as [string, number]
        if (!finished.has(datasetId)) found.push(datasetId)
        after = IDBKeyRange.lowerBound([datasetId, []], true)
      }
    })
    for (const id of unfinished) {
      const images = await transact([IMAGES, LABELS], 'readwrite', async (store) => {
        const gone = await answer(store(IMAGES).getAll(keysOf(id)) as IDBRequest<ImageRecord[]>)
        store(IMAGES).delete(keysOf(id))
        store(LABELS).delete(keysOf(id))
        return gone
      })
      await dropUnused(new Set(images.map(({ sha256 }) => sha256)))
    }
    return unfinished.length
  })
}
