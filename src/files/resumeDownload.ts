import { fail, LimnError } from '../domain/failure.ts'

/** A file that grows at its end and outlives the process that writes it. */
export interface GrowingFile {
  /** That it holds now. */
  readonly bytes: number
  append(bytes: Uint8Array<ArrayBuffer>): void | Promise<void>
  clear(): void | Promise<void>
}

export interface ResumeOptions {
  readonly signal: AbortSignal
  /** Of the whole file, as published. */
  readonly bytes: number
  /** Told of every piece: bytes that are here, those of earlier attempts included. */
  readonly onBytes?: (done: number) => void
  /** Before the first further attempt; doubled before each that follows. */
  readonly waitMs?: number
  readonly fetch?: typeof fetch
}

/** Attempts in a row that bring nothing new, before the person is told. */
const ATTEMPTS = 4

/**
 * Brings the rest of a file over HTTP. What is there already is asked for by range; a server that knows no ranges sends
 * everything again. A connection that breaks is taken up where it broke. Whether the bytes are the right ones is for
 * the caller to check: this only never takes more of them than the file has.
 *
 * @throws LimnError 'weights-missing' when the server has no such file, 'offline' when it cannot be reached or keeps
 *   breaking off: what arrived stays in `file`; AbortError
 */
export async function resumeDownload(
  url: string,
  file: GrowingFile,
  options: ResumeOptions,
): Promise<void> {
  const { signal, bytes, waitMs = 1000 } = options
  let most = file.bytes
  let idle = 0
  let hasAnswered = false
  while (file.bytes < bytes) {
    let cause: unknown
    try {
      const response = await ask(url, file.bytes, options)
      hasAnswered = true
      if (await takeAnswer(url, response, file, options)) return
    } catch (thrown) {
      signal.throwIfAborted()
      if (thrown instanceof LimnError) throw thrown
      cause = thrown
    }
    idle = file.bytes > most ? 1 : idle + 1
    most = Math.max(most, file.bytes)
    if (file.bytes >= bytes) return
    if (!hasAnswered || idle >= ATTEMPTS) throw broken(url, file.bytes, cause)
    await pause(waitMs * 2 ** (idle - 1), signal)
  }
}

function ask(
  url: string,
  from: number,
  { signal, fetch: get = fetch }: ResumeOptions,
): Promise<Response> {
  return get(url, {
    signal,
    cache: 'no-store',
    credentials: 'omit',
    ...(from > 0 ? { headers: { Range: `bytes=${from}-` } } : {}),
  })
}

/** True when the server has no more to give, whatever is here. */
async function takeAnswer(
  url: string,
  response: Response,
  file: GrowingFile,
  { bytes, onBytes }: ResumeOptions,
): Promise<boolean> {
  // Nothing begins where this file ends.
  if (response.status === 416) return true
  requireFile(url, response)
  if (file.bytes > 0 && !continues(response, file.bytes)) await file.clear()
  onBytes?.(file.bytes)
  const reader = response.body?.getReader()
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      await file.append(part.value.subarray(0, bytes - file.bytes))
      onBytes?.(file.bytes)
      if (file.bytes >= bytes) return true
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
  return false
}

function requireFile(url: string, response: Response): void {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false
  if (response.status === 404 || response.status === 403 || (response.ok && isPage)) {
    fail(
      'weights-missing',
      `${new URL(url).host} does not have the file ${nameOf(url)}.`,
      'It may have moved: look for it where it is published, and drop it here.',
    )
  }
  if (!response.ok) {
    fail(
      'offline',
      `${new URL(url).host} answered ${response.status} instead of ${nameOf(url)}.`,
      'Try again later; what has arrived is kept.',
    )
  }
}

/** Another origin's Content-Range can seldom be read; the checksum tells in the end. */
function continues({ status, headers }: Response, from: number): boolean {
  if (status !== 206) return false
  const range = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '')
  return range === null || Number(range[1]) === from
}

function broken(url: string, done: number, cause: unknown): LimnError {
  const { host } = new URL(url)
  const message =
    done === 0
      ? `${host} cannot be reached, or does not let this page read its files.`
      : `The connection to ${host} broke off after ${(done / 1e6).toFixed(1)} MB.`
  const remedy =
    done === 0
      ? 'Check the connection and try again; or download the file by its address and drop it here.'
      : 'What has arrived is kept: go on when the connection is back.'
  return new LimnError({ reason: 'offline', message, remedy }, { cause })
}

function nameOf(url: string): string {
  return new URL(url).pathname.split('/').at(-1) ?? url
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
