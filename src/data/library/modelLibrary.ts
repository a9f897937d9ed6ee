import { fail } from '../../domain/failure.ts'
import type { LibraryModel } from '../../domain/libraryModel.ts'
import { sha256OfFile } from '../../files/sha256.ts'
import { answer, storageFull } from './database.ts'
import { withModels, type ModelRecord } from './modelDatabase.ts'
import { removeSoon } from './removeSoon.ts'

const FOLDER = 'models'
const LOCK = 'limn-model-writing'

/** What a new model is made of; its id, date, size and checksum are found when it is kept. */
export type NewModel = Omit<LibraryModel, 'id' | 'createdAt' | 'sha256' | 'bytes'>

/**
 * The models on this device: records in IndexedDB, weights as safetensors in the origin's private file system. A record
 * is written after its weights are whole, so that a killed tab leaves nothing half. Callable from any worker; throws
 * LimnErrors, 'storage-full' among them.
 */
export async function listModels(): Promise<readonly LibraryModel[]> {
  const records = await withModels('readonly', (store) =>
    answer(store.getAll() as IDBRequest<ModelRecord[]>),
  )
  return records
    .filter(({ deletedAt }) => deletedAt === null)
    .sort((a, b) => b.createdAt - a.createdAt)
    .map(withoutMark)
}

export async function readModel(id: string): Promise<LibraryModel> {
  const record = await withModels('readonly', (store) =>
    answer(store.get(id) as IDBRequest<ModelRecord | undefined>),
  )
  return record?.deletedAt === null ? withoutMark(record) : notInLibrary()
}

/** The weights file, still on disk: a safetensors file with PyTorch's names and layouts. */
export async function readModelWeights(id: string): Promise<File> {
  await readModel(id)
  try {
    return await (await (await folder()).getFileHandle(fileName(id))).getFile()
  } catch {
    return notInLibrary()
  }
}

/** Keeps a model whose weights come piece by piece. A failure or an abort leaves nothing behind. */
export async function saveModel(
  model: NewModel,
  weights: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { signal }: { signal?: AbortSignal } = {},
): Promise<LibraryModel> {
  return navigator.locks.request(LOCK, { mode: 'shared' }, async () => {
    const id = crypto.randomUUID()
    const models = await folder()
    try {
      const handle = await models.getFileHandle(fileName(id), { create: true })
      const writable = await handle.createWritable()
      try {
        for await (const piece of weights) {
          signal?.throwIfAborted()
          await writable.write(piece)
        }
        await writable.close()
      } catch (thrown) {
        await writable.abort().catch(() => undefined)
        throw thrown
      }
      const file = await handle.getFile()
      const sha256 = await sha256OfFile(file, { signal })
      const kept = { ...model, id, createdAt: Date.now(), sha256, bytes: file.size }
      await withModels('readwrite', (store) => answer(store.add({ ...kept, deletedAt: null })))
      return kept
    } catch (thrown) {
      await removeSoon(models, fileName(id))
      if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') {
        throw storageFull()
      }
      throw thrown
    }
  })
}

/** Changes what a person may change. Returns the model as it is now. */
export async function changeModel(
  id: string,
  change: Partial<Pick<LibraryModel, 'name' | 'classes' | 'architecture' | 'frozen'>>,
): Promise<LibraryModel> {
  return withoutMark(await mark(id, change))
}

/** Takes a model out of the library; `restoreModel` brings it back until the next `sweepModels`. */
export async function deleteModel(id: string): Promise<void> {
  await mark(id, { deletedAt: Date.now() })
}

export async function restoreModel(id: string): Promise<void> {
  await mark(id, { deletedAt: null })
}

/**
 * Frees the space of models deleted before `before`, and of weights whose record was never written, unless another tab
 * writes at this moment.
 */
export async function sweepModels(before: number): Promise<void> {
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock === null) return
    const kept = await withModels('readwrite', async (store) => {
      const records = await answer(store.getAll() as IDBRequest<ModelRecord[]>)
      const isGone = ({ deletedAt }: ModelRecord) => deletedAt !== null && deletedAt < before
      for (const { id } of records.filter(isGone)) store.delete(id)
      return new Set(records.filter((record) => !isGone(record)).map(({ id }) => fileName(id)))
    })
    const models = await folder()
    for await (const name of models.keys()) {
      if (!kept.has(name)) await models.removeEntry(name).catch(() => undefined)
    }
  })
}

async function mark(id: string, change: Partial<ModelRecord>): Promise<ModelRecord> {
  return withModels('readwrite', async (store) => {
    const record = await answer(store.get(id) as IDBRequest<ModelRecord | undefined>)
    if (record === undefined) return notInLibrary()
    const changed = { ...record, ...change }
    await answer(store.put(changed))
    return changed
  })
}

function withoutMark(record: ModelRecord): LibraryModel {
  const { id, name, family, architecture, classes, parameters } = record
  const { createdAt, origin, sha256, bytes, frozen } = record
  return {
    ...{ id, name, family, architecture, classes, parameters, createdAt, origin, sha256, bytes },
    ...(frozen !== undefined && { frozen }),
  }
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  return root.getDirectoryHandle(FOLDER, { create: true })
}

function fileName(id: string): string {
  return `${id}.safetensors`
}

function notInLibrary(): never {
  fail(
    'bad-request',
    'The model is not in the library.',
    'It may have been deleted in another tab; open the Models place again.',
  )
}
