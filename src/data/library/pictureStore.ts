import { storageFull } from './database.ts'

const FOLDER = 'dataset-pictures'

/**
 * Pictures in the origin's private file system, named by the SHA-256 of their bytes: the same picture in two datasets is
 * kept once, and a file that is there is whole.
 */
export async function keepPicture(file: Blob, sha256: string): Promise<void> {
  const folder = await folderOf(sha256)
  const known = await folder.getFileHandle(sha256).catch(() => null)
  if (known !== null && (await known.getFile()).size === file.size) return
  const handle = await folder.getFileHandle(sha256, { create: true })
  try {
    // Written aside and put in place when closed, so that a killed tab leaves no half of it.
    const writable = await handle.createWritable()
    await writable.write(file)
    await writable.close()
  } catch (thrown) {
    await folder.removeEntry(sha256).catch(() => undefined)
    if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') throw storageFull()
    throw thrown
  }
}

/** Null when it is not there. */
export async function readPicture(sha256: string): Promise<File | null> {
  try {
    return await (await (await folderOf(sha256)).getFileHandle(sha256)).getFile()
  } catch {
    return null
  }
}

export async function dropPicture(sha256: string): Promise<void> {
  await (await folderOf(sha256)).removeEntry(sha256).catch(() => undefined)
}

/** 256 folders, so that none gets slow. */
async function folderOf(sha256: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  const all = await root.getDirectoryHandle(FOLDER, { create: true })
  return await all.getDirectoryHandle(sha256.slice(0, 2), { create: true })
}
