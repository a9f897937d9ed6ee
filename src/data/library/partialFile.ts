import { fail } from '../../domain/failure.ts'
import { storageFull } from './database.ts'
import { removeSoon } from './removeSoon.ts'

const FOLDER = 'downloads'
/** Written to the disk after so many bytes: what a killed tab may lose. */
const FLUSH_BYTES = 4 * 1024 * 1024
const ATTEMPTS = 5

/**
 * A file of the origin's private file system that is written in place, so that whatever arrived is there after a
 * reload, a crash or a closed tab. One writer at a time, in workers only.
 */
export class PartialFile {
  readonly #name: string
  #handle: FileSystemSyncAccessHandle | null
  #bytes: number
  #unflushed = 0

  private constructor(name: string, handle: FileSystemSyncAccessHandle) {
    this.#name = name
    this.#handle = handle
    this.#bytes = handle.getSize()
  }

  /** Throws a LimnError when another tab writes it. */
  static async open(name: string): Promise<PartialFile> {
    const file = await (await folder()).getFileHandle(name, { create: true })
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return new PartialFile(name, await file.createSyncAccessHandle())
      } catch (thrown) {
        if (!isNamed(thrown, 'NoModificationAllowedError')) throw thrown
        // A page that was just left may hold it for a moment.
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt))
      }
    }
    return fail(
      'bad-request',
      'This file is being fetched in another tab already.',
      'Wait until it is done there.',
    )
  }

  get bytes(): number {
    return this.#bytes
  }

  append(bytes: Uint8Array<ArrayBuffer>): void {
    try {
      this.#handle?.write(bytes, { at: this.#bytes })
    } catch (thrown) {
      if (isNamed(thrown, 'QuotaExceededError')) throw storageFull()
      throw thrown
    }
    this.#bytes += bytes.byteLength
    this.#unflushed += bytes.byteLength
    if (this.#unflushed < FLUSH_BYTES) return
    this.#handle?.flush()
    this.#unflushed = 0
  }

  clear(): void {
    this.#handle?.truncate(0)
    this.#bytes = 0
  }

  /** Ends writing; the file stays. */
  close(): void {
    this.#handle?.flush()
    this.#handle?.close()
    this.#handle = null
  }

  async read(): Promise<File> {
    this.close()
    return (await (await folder()).getFileHandle(this.#name)).getFile()
  }

  async remove(): Promise<void> {
    this.close()
    await removePartialFile(this.#name)
  }
}

/** How much of a file is here; 0 when nothing is. */
export async function partialFileBytes(name: string): Promise<number> {
  try {
    return (await (await (await folder()).getFileHandle(name)).getFile()).size
  } catch {
    return 0
  }
}

export async function removePartialFile(name: string): Promise<void> {
  await removeSoon(await folder(), name)
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory()
  return root.getDirectoryHandle(FOLDER, { create: true })
}

function isNamed(thrown: unknown, name: string): boolean {
  return thrown instanceof DOMException && thrown.name === name
}
