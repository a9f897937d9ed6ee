import { openAsBlob } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { fileNameOf, type OfficialWeights } from '../../src/domain/officialWeights.ts'
import { fetchVerified, type FetchProgress, type KeptFile } from '../../src/files/fetchVerified.ts'
import { megabytes } from '../setup/progress.ts'

export interface FetchOfficialOptions {
  /** Where the file is put, under its published name. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly out: Pick<NodeJS.WriteStream, 'write' | 'isTTY'>
  readonly waitMs?: number
}

/**
 * Brings official weights into a folder and returns the path of the file. What arrived of an earlier attempt lies
 * beside it under `.part`, and is gone on with. Throws LimnErrors and AbortErrors as `fetchVerified` does.
 */
export async function fetchOfficial(
  offer: OfficialWeights,
  { folder, signal, out, waitMs }: FetchOfficialOptions,
): Promise<string> {
  await fs.mkdir(folder, { recursive: true })
  const target = path.join(folder, fileNameOf(offer))
  const { bytes, sha256, url } = offer
  const isThere = await fs.stat(target).then(
    ({ size }) => size === bytes,
    () => false,
  )
  const partial = await DiskFile.open(isThere ? target : `${target}.part`)
  try {
    await fetchVerified(partial, {
      urls: [url],
      ...{ bytes, sha256, signal },
      report: reportTo(out, offer),
      ...(waitMs === undefined ? {} : { waitMs }),
    })
    if (!isThere) await fs.rename(`${target}.part`, target)
    return target
  } finally {
    await partial.close()
  }
}

/** A file on disk that is written at its end. */
class DiskFile implements KeptFile {
  readonly #path: string
  readonly #handle: fs.FileHandle
  #bytes: number
  #isOpen = true

  private constructor(file: string, handle: fs.FileHandle, bytes: number) {
    this.#path = file
    this.#handle = handle
    this.#bytes = bytes
  }

  static async open(file: string): Promise<DiskFile> {
    const handle = await fs.open(file, 'a')
    return new DiskFile(file, handle, (await handle.stat()).size)
  }

  get bytes(): number {
    return this.#bytes
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#handle.appendFile(bytes)
    this.#bytes += bytes.byteLength
  }

  async clear(): Promise<void> {
    await this.#handle.truncate(0)
    this.#bytes = 0
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    await this.#handle.close()
  }

  async read(): Promise<Blob> {
    await this.close()
    return openAsBlob(this.#path)
  }

  async remove(): Promise<void> {
    await this.close()
    await fs.rm(this.#path, { force: true })
  }
}

/** A line that counts up in place; where the output is no terminal, a line for every tenth. */
function reportTo(
  out: FetchOfficialOptions['out'],
  { name, bytes }: OfficialWeights,
): (progress: FetchProgress) => void {
  let last = ''
  return ({ step, bytesDone }) => {
    const word = step === 'downloading' ? 'Fetching' : 'Checking'
    const tenth = Math.floor((10 * bytesDone) / bytes)
    const line = `${word} ${name}: ${megabytes(bytesDone)} of ${megabytes(bytes)}`
    const key = out.isTTY ? line : `${step} ${tenth}`
    if (key === last) return
    last = key
    out.write(out.isTTY ? `\r\x1b[K${line}${bytesDone === bytes ? '\n' : ''}` : `${line}\n`)
  }
}
