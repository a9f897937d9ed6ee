import { LimnError, toFailure, type Failure } from '../domain/failure.ts'
import type { CallOptions, Client, FromWorker, Handlers, Method, ToWorker } from './protocol.ts'

/**
 * Typed calls over a message port: progress, cancel and failures are first-class, on one union discriminated by
 * `kind`. The same two functions serve every worker.
 */
type MethodMap = Readonly<Record<string, Method>>

/** What a Worker, a worker's global scope and a MessagePort have in common. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void
  addEventListener(type: 'messageerror' | 'error', listener: (event: Event) => void): void
  start?(): void
}

export interface Connection<Methods extends MethodMap> {
  readonly call: <M extends keyof Methods>(
    method: M,
    request: Methods[M]['request'],
    options?: CallOptions<Methods[M]['progress']>,
  ) => Promise<Methods[M]['result']>
  /** Rejects the open calls and every later one with this failure. */
  readonly close: (failure: Failure) => void
}

/** Names every method once, so that a client can be built without a Proxy; a missing name does not compile. */
export type MethodNames<Methods extends MethodMap> = { readonly [M in keyof Methods]: true }

export const CANCELLED: Failure = {
  reason: 'cancelled',
  message: 'Cancelled.',
  remedy: 'Start it again at any time.',
}

const CRASHED: Failure = {
  reason: 'internal',
  message: 'A background worker stopped working.',
  remedy: 'Try again; if it stays so, reload the page.',
}

const UNREADABLE: Failure = {
  reason: 'internal',
  message: 'A message between the page and its worker could not be read.',
  remedy: 'Try again; if it stays so, reload the page.',
}

/**
 * Answers calls that arrive at `port`. A result belongs to the page: buffers it holds whole are transferred, so a
 * handler keeps none of them. Progress is copied, because what it reports is usually part of the result to come.
 */
export function serve<Methods extends MethodMap>(handlers: Handlers<Methods>, port: Port): void {
  const running = new Map<number, AbortController>()
  const post = (message: FromWorker<Methods>, transfer: Transferable[] = []) =>
    port.postMessage(message, transfer)

  async function run<M extends keyof Methods>(call: {
    id: number
    method: M
    request: Methods[M]['request']
  }): Promise<void> {
    const { id, method, request } = call
    const abort = new AbortController()
    running.set(id, abort)
    try {
      if (!Object.hasOwn(handlers, method)) {
        throw new LimnError({
          reason: 'bad-request',
          message: `The worker knows no job named "${String(method)}".`,
          remedy: 'Reload the page, so that page and worker are of one version.',
        })
      }
      const result = await handlers[method](request, {
        signal: abort.signal,
        report: (progress) => {
          // After a cancel the page no longer listens.
          if (!abort.signal.aborted)
            post({ kind: 'progress', id, method, progress } as FromWorker<Methods>)
        },
      })
      post({ kind: 'result', id, method, result } as FromWorker<Methods>, wholeBuffersIn(result))
    } catch (thrown) {
      post({ kind: 'failure', id, failure: abort.signal.aborted ? CANCELLED : toFailure(thrown) })
    } finally {
      running.delete(id)
    }
  }

  port.addEventListener('message', (event) => {
    const message = event.data as ToWorker<Methods>
    if (message.kind === 'cancel') running.get(message.id)?.abort()
    else void run(message)
  })
  port.start?.()
}

/**
 * Opens a connection to a worker that serves `Methods`. An abort rejects its call at once and tells the worker. When
 * the worker crashes, open and later calls are rejected and `onCrash` is told.
 */
export function connect<Methods extends MethodMap>(
  port: Port,
  { onCrash }: { onCrash?: (failure: Failure) => void } = {},
): Connection<Methods> {
  const open = new Map<number, (message: FromWorker<Methods>) => void>()
  let closed: Failure | null = null
  let lastId = 0
  const post = (message: ToWorker<Methods>) => port.postMessage(message, [])

  const close = (failure: Failure) => {
    closed ??= failure
    for (const [id, settle] of open) settle({ kind: 'failure', id, failure })
    open.clear()
  }
  const crash = (failure: Failure) => {
    close(failure)
    onCrash?.(failure)
  }
  port.addEventListener('message', (event) => {
    const message = event.data as FromWorker<Methods>
    open.get(message.id)?.(message)
  })
  port.addEventListener('error', (event) => {
    const detail =
      'message' in event && typeof event.message === 'string' && event.message !== ''
        ? ` (${event.message})`
        : ''
    crash({ ...CRASHED, message: CRASHED.message.replace(/\.$/, `${detail}.`) })
  })
  port.addEventListener('messageerror', () => crash(UNREADABLE))
  port.start?.()

  return {
    close,
    call: <M extends keyof Methods>(
      method: M,
      request: Methods[M]['request'],
      { signal, onProgress }: CallOptions<Methods[M]['progress']> = {},
    ) =>
      new Promise<Methods[M]['result']>((resolve, reject) => {
        if (closed !== null) {
          reject(new LimnError(closed))
          return
        }
        if (signal?.aborted === true) {
          reject(new LimnError(CANCELLED))
          return
        }
        lastId += 1
        const id = lastId
        const cancel = () => {
          post({ kind: 'cancel', id })
          settle()
          reject(new LimnError(CANCELLED))
        }
        const settle = () => {
          open.delete(id)
          signal?.removeEventListener('abort', cancel)
        }
        signal?.addEventListener('abort', cancel)
        // The id ties every answer to this call, hence to its method's types.
        open.set(id, (message) => {
          if (message.kind === 'progress') {
            onProgress?.(message.progress)
            return
          }
          settle()
          if (message.kind === 'result') resolve(message.result)
          else reject(new LimnError(message.failure))
        })
        try {
          post({ kind: 'call', id, method, request } as ToWorker<Methods>)
        } catch (thrown) {
          settle()
          reject(new LimnError(toFailure(thrown), { cause: thrown }))
        }
      }),
  }
}

/** One async function a method, over any way to make a call. */
export function clientOf<Methods extends MethodMap>(
  names: MethodNames<Methods>,
  call: Connection<Methods>['call'],
): Client<Methods> {
  const entries = Object.keys(names).map((method) => [
    method,
    (request: Method['request'], options?: CallOptions<Method['progress']>) =>
      call(method, request, options),
  ])
  return Object.fromEntries(entries) as Client<Methods>
}

/**
 * Buffers that may move to the other side. A view on a part of its buffer stays and is copied: what else lies in that
 * buffer is not ours to give away (the same for memory shared between WASM threads).
 */
function wholeBuffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    const { buffer } = value
    if (buffer instanceof ArrayBuffer && buffer.byteLength === value.byteLength) found.add(buffer)
  } else if (value instanceof ArrayBuffer) {
    found.add(value)
  } else if (Array.isArray(value)) {
    for (const item of value) wholeBuffersIn(item, found)
  } else if (isPlainObject(value)) {
    for (const item of Object.values(value)) wholeBuffersIn(item, found)
  }
  return [...found]
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  )
}
