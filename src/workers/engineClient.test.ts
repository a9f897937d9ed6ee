import { afterEach, describe, expect, it } from 'vitest'
import { fail } from '../domain/failure.ts'
import { createEngineClient, type EngineClientOptions, type EngineWorker } from './engineClient.ts'
import { trainingStubs } from '../../tools/testing/trainingStubs.ts'
import type { EngineInfo, EngineMethods, Handlers } from './protocol.ts'
import { serve } from './rpc.ts'

const INFO: EngineInfo = { backend: 'cpu', reason: '', tried: [], threads: 0, adapter: '' }
const MEMORY = { numTensors: 0, tensorBytes: 0, gpuBytes: null, embeddings: 0 }

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

/** Workers made so far note their calls; `behave` says what `memory` does in the nth of them. */
function fakeEngines(behave: (nth: number) => typeof MEMORY | Promise<typeof MEMORY>) {
  const log: string[] = []
  const crash: (() => void)[] = []
  let made = 0
  const spawn = (): EngineWorker => {
    const nth = ++made
    const note = (what: string) => log.push(`${nth} ${what}`)
    const { port1, port2 } = new MessageChannel()
    const refuse = () => fail('bad-request', 'Not in this spec.', '')
    const handlers: Handlers<EngineMethods> = {
      ...trainingStubs(refuse),
      start: ({ choice }) => {
        note(`start ${choice}`)
        return Promise.resolve(INFO)
      },
      load: () => {
        note('load')
        return Promise.resolve({ ready: true })
      },
      memory: async () => {
        note('memory')
        return behave(nth)
      },
      segment: refuse,
      everything: refuse,
      prompt: refuse,
      listModels: refuse,
      importModel: refuse,
      planModel: refuse,
      draftModel: refuse,
      saveDraft: refuse,
      proposeAnchors: refuse,
      setFrozen: refuse,
      listOfficialWeights: refuse,
      fetchWeights: refuse,
      forgetWeights: refuse,
      renameModel: refuse,
      setClassNames: refuse,
      setModelInput: refuse,
      deleteModel: refuse,
      restoreModel: refuse,
      inspectModel: refuse,
      exportModel: refuse,
      readDecoding: refuse,
      tuneDecoding: refuse,
      forget: () => Promise.resolve(null),
      dispose: () => Promise.resolve(null),
    }
    serve<EngineMethods>(handlers, port2)
    cleanups.push(() => port1.close())
    const errors = new EventTarget()
    crash.push(() => errors.dispatchEvent(new Event('error')))
    return {
      postMessage: (message, transfer) => port1.postMessage(message, transfer),
      addEventListener: (type: string, listener: (event: MessageEvent<unknown>) => void) => {
        const target = type === 'error' ? errors : port1
        target.addEventListener(type, (event) => {
          listener(event as MessageEvent<unknown>)
        })
      },
      start: () => port1.start(),
      terminate: () => note('terminate'),
    }
  }
  const client = (options: EngineClientOptions = {}) => createEngineClient({ spawn, ...options })
  return { client, log, crash }
}

const lose = () => fail('device-lost', 'The GPU went away.', 'Wait.')

describe('the engine client', () => {
  it('makes no worker before the first call', () => {
    const { client, log } = fakeEngines(() => MEMORY)
    client().terminate()
    expect(log).toEqual([])
  })

  it('rebuilds a lost engine, brings it back to where it was, and repeats the call', async () => {
    const { client, log } = fakeEngines((nth) => (nth === 1 ? lose() : MEMORY))
    const restarts: EngineInfo[] = []
    const engine = client({ onRestart: (info) => restarts.push(info) })
    await engine.start({ choice: 'webgpu' })
    await engine.load({ onlyIfCached: false })
    expect(await engine.memory(null)).toEqual(MEMORY)
    expect(log).toEqual([
      '1 start webgpu',
      '1 load',
      '1 memory',
      '1 terminate',
      '2 start webgpu',
      '2 load',
      '2 memory',
    ])
    expect(restarts).toEqual([INFO])
  })

  it('rebuilds once for several calls lost together', async () => {
    const { client, log } = fakeEngines((nth) => (nth === 1 ? lose() : MEMORY))
    const engine = client()
    await engine.start({ choice: 'auto' })
    await Promise.all([engine.memory(null), engine.memory(null), engine.memory(null)])
    expect(log.filter((entry) => entry.startsWith('2 start'))).toHaveLength(1)
    expect(log.filter((entry) => entry === '2 memory')).toHaveLength(3)
  })

  it('gives up after one repetition', async () => {
    const { client, log } = fakeEngines(lose)
    await expect(client().memory(null)).rejects.toMatchObject({
      failure: { reason: 'device-lost' },
    })
    expect(log.filter((entry) => entry.endsWith('memory'))).toEqual(['1 memory', '2 memory'])
  })

  it('passes other failures on without a rebuild', async () => {
    const { client, log } = fakeEngines(() => fail('out-of-memory', 'Full.', 'Free some.'))
    await expect(client().memory(null)).rejects.toMatchObject({
      failure: { reason: 'out-of-memory' },
    })
    expect(log).toEqual(['1 memory'])
  })

  it('repeats a call whose worker crashed', async () => {
    const { client, log, crash } = fakeEngines((nth) =>
      nth === 1 ? new Promise<never>(() => undefined) : MEMORY,
    )
    const engine = client()
    await engine.start({ choice: 'wasm' })
    const answer = engine.memory(null)
    crash[0]?.()
    expect(await answer).toEqual(MEMORY)
    expect(log.at(-1)).toBe('2 memory')
  })
})
