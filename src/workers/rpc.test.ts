import { afterEach, describe, expect, it } from 'vitest'
import { fail, LimnError, type Failure } from '../domain/failure.ts'
import type { Handlers } from './protocol.ts'
import { clientOf, connect, serve, type Port } from './rpc.ts'

type TestMethods = {
  count: { request: { to: number }; progress: number; result: number }
  masks: { request: null; progress: Uint32Array; result: { whole: Uint32Array; part: Uint32Array } }
  wait: { request: null; progress: never; result: null }
  refuse: { request: unknown; progress: never; result: null }
}

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

const kept = new Uint32Array([1, 2, 3, 4])
let sent: Uint32Array | null = null
let sawAbort = false

const handlers: Handlers<TestMethods> = {
  count: async ({ to }, { report }) => {
    for (let i = 0; i < to; i++) report(i)
    return Promise.resolve(to)
  },
  masks: async (_, { report }) => {
    sent = new Uint32Array([7, 8])
    report(sent)
    return Promise.resolve({ whole: sent, part: kept.subarray(1, 3) })
  },
  wait: (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        sawAbort = true
        reject(new Error('some inner error that came of the abort'))
      })
    }),
  refuse: (what) => {
    if (what === 'failure') return fail('offline', 'No network.', 'Connect.')

    throw what
  },
}

function pair(served: Handlers<TestMethods> = handlers) {
  const { port1, port2 } = new MessageChannel()
  cleanups.push(() => port1.close())
  serve<TestMethods>(served, port2)
  const { call } = connect<TestMethods>(port1)
  return clientOf<TestMethods>({ count: true, masks: true, wait: true, refuse: true }, call)
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await promise.then(
    () => new Error('it resolved'),
    (reason: unknown) => reason,
  )
  if (thrown instanceof LimnError) return thrown.failure
  throw thrown instanceof Error ? thrown : new Error(String(thrown))
}

describe('calls over a port', () => {
  it('deliver every progress, 0 included, before the result', async () => {
    const seen: number[] = []
    const result = await pair().count({ to: 3 }, { onProgress: (value) => seen.push(value) })
    expect(seen).toEqual([0, 1, 2])
    expect(result).toBe(3)
  })

  it('keep concurrent calls apart', async () => {
    const client = pair()
    expect(await Promise.all([client.count({ to: 2 }), client.count({ to: 5 })])).toEqual([2, 5])
  })

  it('transfer whole buffers of a result, copy parts, and copy progress', async () => {
    const progress: number[][] = []
    const result = await pair().masks(null, { onProgress: (mask) => progress.push([...mask]) })
    expect(progress).toEqual([[7, 8]])
    expect([...result.whole]).toEqual([7, 8])
    expect([...result.part]).toEqual([2, 3])
    expect(sent?.byteLength).toBe(0)
    expect([...kept]).toEqual([1, 2, 3, 4])
  })

  it('reject at once on abort and tell the worker', async () => {
    sawAbort = false
    const client = pair()
    const abort = new AbortController()
    const waiting = failureOf(client.wait(null, { signal: abort.signal }))
    // A round trip: the call has reached the worker.
    await client.count({ to: 0 })
    abort.abort()
    expect((await waiting).reason).toBe('cancelled')
    await client.count({ to: 0 })
    expect(sawAbort).toBe(true)
  })

  it('reject without a message when the signal is aborted beforehand', async () => {
    const failure = await failureOf(pair().count({ to: 1 }, { signal: AbortSignal.abort() }))
    expect(failure.reason).toBe('cancelled')
  })

  it('ignore an abort after the end', async () => {
    const client = pair()
    const abort = new AbortController()
    expect(await client.count({ to: 1 }, { signal: abort.signal })).toBe(1)
    abort.abort()
    expect(await client.count({ to: 2 })).toBe(2)
  })

  it('carry failures as they are', async () => {
    expect(await failureOf(pair().refuse('failure'))).toEqual({
      reason: 'offline',
      message: 'No network.',
      remedy: 'Connect.',
    })
  })

  it.each([undefined, null, 7, 'text', { deep: true }])(
    'turn a thrown %j into a failure with a sentence',
    async (thrown) => {
      const failure = await failureOf(pair().refuse(thrown))
      expect(failure.reason).toBe('internal')
      expect(failure.remedy).not.toBe('')
    },
  )

  it('refuse a method the worker does not know', async () => {
    const { port1, port2 } = new MessageChannel()
    cleanups.push(() => port1.close())
    serve<TestMethods>(handlers, port2)
    const { call } = connect<TestMethods & { toString: TestMethods['wait'] }>(port1)
    const failure = await failureOf(call('toString', null))
    expect(failure.reason).toBe('bad-request')
    expect(failure.message).toContain('toString')
  })

  it('fail a request that cannot be cloned, and only that one', async () => {
    const client = pair()
    expect((await failureOf(client.refuse(() => 1))).reason).toBe('internal')
    expect(await client.count({ to: 1 })).toBe(1)
  })

  it.each(['error', 'messageerror'] as const)(
    'reject open and later calls when the worker has an %s',
    async (kind) => {
      const { port, fire } = deafPort()
      const crashes: Failure[] = []
      const { call } = connect<TestMethods>(port, { onCrash: (failure) => crashes.push(failure) })
      const open = [failureOf(call('wait', null)), failureOf(call('count', { to: 1 }))]
      fire(kind)
      for (const failure of await Promise.all(open)) expect(failure.reason).toBe('internal')
      expect((await failureOf(call('wait', null))).remedy).toContain('reload the page')
      expect(crashes).toHaveLength(1)
    },
  )
})

/** A worker that never answers, and can be made to crash. */
function deafPort() {
  const target = new EventTarget()
  const port: Port = {
    postMessage: () => undefined,
    addEventListener: (type: string, listener: (event: MessageEvent<unknown>) => void) =>
      target.addEventListener(type, (event) => {
        listener(event as MessageEvent<unknown>)
      }),
  }
  return { port, fire: (type: string) => target.dispatchEvent(new Event(type)) }
}
