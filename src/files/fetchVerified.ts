import { fail, LimnError } from '../domain/failure.ts'
import { resumeDownload, type GrowingFile } from './resumeDownload.ts'
import { sha256OfFile } from './sha256.ts'

/** A growing file that can be read as a whole. */
export interface KeptFile extends GrowingFile {
  /** Closes it for writing. */
  read(): Promise<Blob>
  remove(): Promise<void>
}

export interface FetchProgress {
  readonly step: 'downloading' | 'verifying'
  readonly bytesDone: number
  readonly bytesTotal: number
}

export interface FetchVerifiedOptions {
  /** Where the file may be, the likeliest first; each is asked when those before have none. */
  readonly urls: readonly string[]
  readonly bytes: number
  /** Lower-case hexadecimal. */
  readonly sha256: string
  readonly signal: AbortSignal
  readonly report: (progress: FetchProgress) => void
  readonly waitMs?: number
}

/**
 * Brings a published file and holds it to its checksum. What has arrived stays in `file` when it is cancelled or the
 * connection breaks, so that the next call goes on from there; a file that fails the check is removed.
 *
 * @throws LimnError 'weights-missing', 'offline', 'weights-corrupt'; AbortError
 */
export async function fetchVerified(
  file: KeptFile,
  { urls, bytes, sha256, signal, report, waitMs }: FetchVerifiedOptions,
): Promise<Blob> {
  const onBytes = (bytesDone: number): void =>
    report({ step: 'downloading', bytesDone, bytesTotal: bytes })
  for (const [i, url] of urls.entries()) {
    try {
      await resumeDownload(url, file, {
        ...{ signal, bytes, onBytes },
        ...(waitMs === undefined ? {} : { waitMs }),
      })
      break
    } catch (thrown) {
      const isElsewhere = thrown instanceof LimnError && thrown.failure.reason !== 'storage-full'
      if (!isElsewhere || i === urls.length - 1) throw thrown
    }
  }
  const whole = await file.read()
  const found = await sha256OfFile(whole, {
    signal,
    onProgress: (share) =>
      report({ step: 'verifying', bytesDone: Math.round(share * bytes), bytesTotal: bytes }),
  })
  if (found === sha256) return whole
  await file.remove()
  return fail(
    'weights-corrupt',
    `What arrived is not the published file: its SHA-256 begins with ${found.slice(0, 8)}, not ${sha256.slice(0, 8)}. Nothing of it was kept.`,
    'Try again; if it differs again, something on the way changes the file.',
  )
}
