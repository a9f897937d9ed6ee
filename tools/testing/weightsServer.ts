import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WeightsServer {
  /** Of the file. */
  readonly url: string
  /** First byte that each request asked for, in order. */
  readonly asked: readonly number[]
  /** Bytes after which each further answer breaks off; those beyond the list are whole. */
  readonly breaks: number[]
  readonly close: () => Promise<void>
}

/** An HTTP server on this machine that publishes one file, and breaks off when told to. */
export async function serveWeights(
  bytes: Uint8Array,
  { name, knowsRanges = true }: { readonly name: string; readonly knowsRanges?: boolean },
): Promise<WeightsServer> {
  const asked: number[] = []
  const breaks: number[] = []
  const answer = ({ url, headers }: IncomingMessage, response: ServerResponse): void => {
    if (url !== `/models/${name}`) {
      response.writeHead(404).end()
      return
    }
    const wanted = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)
    asked.push(wanted)
    const start = knowsRanges ? wanted : 0
    if (start > 0 && start >= bytes.length) {
      response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end()
      return
    }
    const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`
    response.writeHead(start > 0 ? 206 : 200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': bytes.length - start,
      ...(start > 0 ? { 'Content-Range': range } : {}),
    })
    const cut = breaks.shift()
    if (cut === undefined) response.end(bytes.subarray(start))
    else response.write(bytes.subarray(start, start + cut), () => response.destroy())
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/models/${name}`,
    asked,
    breaks,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
