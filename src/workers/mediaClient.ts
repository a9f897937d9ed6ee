import type { Client, MediaMethods } from './protocol.ts'
import { clientOf, connect, type Connection, type MethodNames } from './rpc.ts'

const MEDIA_METHODS: MethodNames<MediaMethods> = {
  inspect: true,
  unpack: true,
  export: true,
  measure: true,
}

export interface MediaClient extends Client<MediaMethods> {
  readonly terminate: () => void
}

/** The media worker, made at the first call; after a crash the next call makes a new one. */
export function createMediaClient(): MediaClient {
  let worker: Worker | null = null
  let connection: Connection<MediaMethods> | null = null

  const drop = () => {
    worker?.terminate()
    worker = null
    connection = null
  }
  const connected = (): Connection<MediaMethods> => {
    if (connection !== null) return connection
    worker = new Worker(new URL('./media.worker.ts', import.meta.url), {
      type: 'module',
      name: 'limn-media',
    })
    connection = connect<MediaMethods>(worker, { onCrash: drop })
    return connection
  }

  return {
    ...clientOf<MediaMethods>(MEDIA_METHODS, (method, request, options) =>
      connected().call(method, request, options),
    ),
    terminate: () => {
      connection?.close({
        reason: 'cancelled',
        message: 'The page is closing.',
        remedy: 'Open it again.',
      })
      drop()
    },
  }
}
