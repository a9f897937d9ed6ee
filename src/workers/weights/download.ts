import { fail, LimnError } from '../../domain/failure.ts'

export interface DownloadOptions {
  readonly signal: AbortSignal
  readonly onBytes?: (done: number) => void
  /** Past the HTTP cache, after what it held was wrong. */
  readonly fresh?: boolean
}

const SETUP = 'Run "npm run setup" where Limn is served from, then reload the page.'
const ONLINE = 'Check the connection and try again; after the first load Limn works offline.'

/**
 * Fetches a file of ours, telling the bytes as they arrive.
 *
 * @throws LimnError 'offline' without a network or server, 'weights-missing' when the server has no such file, also
 *   when it answers with a page of its own instead
 */
export async function download(
  url: string,
  { signal, onBytes, fresh = false }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const name = new URL(url).pathname.split('/').slice(-2).join('/')
  try {
    const response = await fetch(url, { signal, cache: fresh ? 'reload' : 'default' })
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false
    if (response.status === 404 || (response.ok && isPage)) {
      fail('weights-missing', `The server has no file ${name}.`, SETUP)
    }
    if (!response.ok) {
      fail('offline', `The server answered ${response.status} instead of ${name}.`, ONLINE)
    }
    return await readBody(response, onBytes)
  } catch (thrown) {
    if (thrown instanceof LimnError || signal.aborted) throw thrown
    throw new LimnError(
      {
        reason: 'offline',
        message: `The file ${name} could not be fetched: there is no network, or the server cannot be reached.`,
        remedy: ONLINE,
      },
      { cause: thrown },
    )
  }
}

async function readBody(
  response: Response,
  onBytes?: (done: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let done = 0
  const reader = response.body?.getReader()
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    chunks.push(part.value)
    done += part.value.byteLength
    onBytes?.(done)
  }
  const bytes = new Uint8Array(done)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}
