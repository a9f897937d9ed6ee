import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { fail } from '../../domain/failure.ts'

export interface NamedFile {
  /** Path inside the zip, forward slashes. */
  readonly path: string
  readonly file: Blob
}

/** The classic zip format counts bytes in 32 bits. */
const MAX_ZIP_BYTES = 0xffffffff

/** A zip written file by file, so that no more than one file at a time is held in memory as bytes. */
export class ZipWriter {
  readonly #parts: Blob[] = []
  #fresh: Uint8Array<ArrayBuffer>[] = []
  #bytes = 0
  readonly #date: Date
  readonly #zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    this.#bytes += chunk.length
    this.#fresh.push(chunk)
  })

  constructor(date: Date) {
    this.#date = date
  }

  /** Pictures are stored as they are, being compressed already; the rest is deflated. */
  async add({ path, file }: NamedFile): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer())
    if (this.#bytes + bytes.length > MAX_ZIP_BYTES) {
      fail(
        'bad-request',
        'The export would be larger than 4 GB, which a zip cannot hold.',
        'Export fewer pictures or formats at a time.',
      )
    }
    const isCompressed = /\.(png|jpe?g)$/.test(path)
    const entry = isCompressed ? new ZipPassThrough(path) : new ZipDeflate(path, { level: 6 })
    entry.mtime = this.#date
    this.#zip.add(entry)
    entry.push(bytes, true)
    this.#flush()
  }

  finish(): Blob {
    this.#zip.end()
    this.#flush()
    return new Blob(this.#parts, { type: 'application/zip' })
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#fresh))
    this.#fresh = []
  }
}
