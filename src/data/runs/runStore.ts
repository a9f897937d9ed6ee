import { fail } from '../../domain/failure.ts'

/** Files of one run. A write is whole or not at all, whenever the tab dies. */
export interface RunFiles {
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
}

/** Training runs on this device. */
export interface RunStore {
  ids(): Promise<readonly string[]>
  open(id: string): RunFiles
  delete(id: string): Promise<void>
}

const FOLDER = 'runs'

/** In the browser's private file system, which outlives the tab. */
export function createOpfsRunStore(): RunStore {
  const folder = async (): Promise<FileSystemDirectoryHandle> => {
    const root = await navigator.storage.getDirectory()
    return root.getDirectoryHandle(FOLDER, { create: true })
  }
  return {
    ids: async () => {
      const found: string[] = []
      for await (const [name, handle] of await folder()) {
        if (handle.kind === 'directory') found.push(name)
      }
      return found.sort()
    },
    open: (id) => {
      const own = async () => (await folder()).getDirectoryHandle(id, { create: true })
      return {
        read: async (name) => readFile(await own(), name),
        write: async (name, bytes) => writeFile(await own(), name, bytes),
      }
    },
    delete: async (id) => {
      await ignoreMissing((await folder()).removeEntry(id, { recursive: true }))
    },
  }
}

async function readFile(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const handle = await ignoreMissing(folder.getFileHandle(name))
  if (handle === null) return null
  return new Uint8Array(await (await handle.getFile()).arrayBuffer())
}

/** A writable writes to a copy and takes the file's place when it is closed (File System Standard, "createWritable"). */
async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true })
  const writable = await handle.createWritable()
  try {
    await writable.write(bytes)
    await writable.close()
  } catch (thrown) {
    await writable.abort().catch(() => undefined)
    if (!(thrown instanceof DOMException && thrown.name === 'QuotaExceededError')) throw thrown
    fail(
      'storage-full',
      `There is no room on this device to keep the run (${name}).`,
      'Delete runs or models you no longer need, then go on with the run.',
    )
  }
}

async function ignoreMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return null
    throw thrown
  }
}

/** In memory, for specs and tools. */
export function createMemoryRunStore(): RunStore {
  const runs = new Map<string, Map<string, Uint8Array<ArrayBuffer>>>()
  return {
    ids: () => Promise.resolve([...runs.keys()].sort()),
    open: (id) => {
      const files = runs.get(id) ?? new Map<string, Uint8Array<ArrayBuffer>>()
      runs.set(id, files)
      return {
        read: (name) => Promise.resolve(files.get(name)?.slice() ?? null),
        write: (name, bytes) => {
          files.set(name, bytes.slice())
          return Promise.resolve()
        },
      }
    },
    delete: (id) => {
      runs.delete(id)
      return Promise.resolve()
    },
  }
}
