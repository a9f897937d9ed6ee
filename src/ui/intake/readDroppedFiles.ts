import { keepPictures } from './pictureFiles.ts'

/** A file with the folders it lies in, forward slashes. */
export interface TreeFile {
  readonly path: string
  readonly file: File
}

/** What a drop held: files as they are, and the pictures of dropped folders. */
export interface DroppedFiles {
  readonly files: readonly File[]
  readonly hadFolders: boolean
}

/**
 * Reads a drop, folders and their folders included. Must be called inside the drop event: the browser empties the list
 * afterwards.
 */
export function readDroppedFiles(transfer: DataTransfer): Promise<DroppedFiles> {
  const files: File[] = []
  const folders: FileSystemEntry[] = []
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry()
    const file = item.getAsFile()
    if (entry?.isDirectory === true) folders.push(entry)
    else if (file !== null) files.push(file)
  }
  return readFolders(folders).then((inFolders) => ({
    files: [...files, ...inFolders],
    hadFolders: folders.length > 0,
  }))
}

/** Every file of a drop with its folders, whatever it is: a dataset is more than its pictures. */
export function readDroppedTree(transfer: DataTransfer): Promise<readonly TreeFile[]> {
  const entries: FileSystemEntry[] = []
  const loose: TreeFile[] = []
  for (const item of transfer.items) {
    const entry = item.webkitGetAsEntry()
    const file = item.getAsFile()
    if (entry !== null) entries.push(entry)
    else if (file !== null) loose.push({ path: file.name, file })
  }
  return readTrees(entries).then((inFolders) => [...loose, ...inFolders])
}

async function readTrees(entries: readonly FileSystemEntry[]): Promise<readonly TreeFile[]> {
  const files: TreeFile[] = []
  for (const entry of entries) {
    if (isFile(entry)) {
      const file = await new Promise<File>((done, failed) => entry.file(done, failed))
      files.push({ path: entry.fullPath.replace(/^\//, ''), file })
    } else if (isDirectory(entry)) files.push(...(await readTrees(await readDirectory(entry))))
  }
  return files
}

async function readFolders(folders: readonly FileSystemEntry[]): Promise<readonly File[]> {
  const found: File[] = []
  for (const folder of folders) found.push(...keepPictures(await readEntry(folder)))
  return found
}

/** The files of an entry: itself, or everything in a folder and its folders. */
export async function readEntry(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFile(entry)) return [await new Promise<File>((done, failed) => entry.file(done, failed))]
  if (!isDirectory(entry)) return []
  const files: File[] = []
  for (const child of await readDirectory(entry)) files.push(...(await readEntry(child)))
  return files
}

/** A reader hands out entries in batches (100 in Chromium) and says it is done with an empty one. */
async function readDirectory(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((done, failed) =>
      reader.readEntries(done, failed),
    )
    if (batch.length === 0) return all
    all.push(...batch)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
