import { LimnError } from '../domain/failure.ts'
import type { BackendChoice, Client, EngineInfo, EngineMethods } from './protocol.ts'
import { clientOf, connect, type Connection, type MethodNames, type Port } from './rpc.ts'

/** Every method by name; specs stand in for them all with it. */
export const ENGINE_METHODS: MethodNames<EngineMethods> = {
  start: true,
  load: true,
  segment: true,
  everything: true,
  prompt: true,
  forget: true,
  train: true,
  fitRun: true,
  steerTraining: true,
  listTrainingData: true,
  listRuns: true,
  readRun: true,
  deleteRun: true,
  keepRun: true,
  exportRun: true,
  listModels: true,
  importModel: true,
  planModel: true,
  draftModel: true,
  saveDraft: true,
  proposeAnchors: true,
  setFrozen: true,
  listOfficialWeights: true,
  fetchWeights: true,
  forgetWeights: true,
  renameModel: true,
  setClassNames: true,
  setModelInput: true,
  deleteModel: true,
  restoreModel: true,
  inspectModel: true,
  exportModel: true,
  readDecoding: true,
  tuneDecoding: true,
  memory: true,
  dispose: true,
}

export interface EngineClient extends Client<EngineMethods> {
  readonly terminate: () => void
}

export interface EngineWorker extends Port {
  terminate(): void
}

export interface EngineClientOptions {
  /** Told after a lost engine was rebuilt: the same choice may have led to another backend. */
  readonly onRestart?: (info: EngineInfo) => void
  /** Makes the worker; specs hand in their own. */
  readonly spawn?: () => EngineWorker
}

/**
 * The engine worker, made at the first call. When its GPU device is lost or the worker crashes, it is made again with
 * the same backend choice and models, and the calls that were under way are repeated once; embeddings are recomputed
 * as they are asked for.
 */
export function createEngineClient({
  onRestart,
  spawn = spawnEngine,
}: EngineClientOptions = {}): EngineClient {
  let current: { readonly worker: EngineWorker; readonly connection: EngineConnection } | null =
    null
  let rebuilding: Promise<void> | null = null
  /** Connections whose worker is of no use any more. */
  const crashed = new WeakSet<EngineConnection>()
  /** What a rebuilt worker has to be brought back to. */
  let startedWith: BackendChoice | null = null
  let isLoaded = false

  const drop = () => {
    current?.worker.terminate()
    current = null
  }
  const connected = (): EngineConnection => {
    if (current === null) {
      const worker = spawn()
      const connection: EngineConnection = connect<EngineMethods>(worker, {
        onCrash: () => crashed.add(connection),
      })
      current = { worker, connection }
    }
    return current.connection
  }

  async function rebuild(): Promise<void> {
    drop()
    const { call } = connected()
    if (startedWith === null) return
    const info = await call('start', { choice: startedWith })
    if (isLoaded) await call('load', { onlyIfCached: false })
    onRestart?.(info)
  }

  /** The first call to find `lost` broken rebuilds it; the others wait for that. */
  async function recoverFrom(lost: EngineConnection): Promise<void> {
    if (current?.connection === lost) {
      rebuilding = rebuild().finally(() => {
        rebuilding = null
      })
    }
    await rebuilding
  }

  const call: EngineConnection['call'] = async (method, request, options) => {
    await rebuilding?.catch(() => undefined)
    const connection = connected()
    try {
      return await connection.call(method, request, options)
    } catch (thrown) {
      if (!isLoss(thrown) && !crashed.has(connection)) throw thrown
      if (options?.signal?.aborted === true) throw thrown
      await recoverFrom(connection)
      return await connected().call(method, request, options)
    }
  }

  const client = clientOf<EngineMethods>(ENGINE_METHODS, call)
  return {
    ...client,
    start: async (request, options) => {
      const info = await client.start(request, options)
      startedWith = request.choice
      return info
    },
    load: async (request, options) => {
      const result = await client.load(request, options)
      isLoaded = result.ready
      return result
    },
    dispose: async (request, options) => {
      startedWith = null
      isLoaded = false
      return client.dispose(request, options)
    },
    terminate: () => {
      current?.connection.close({
        reason: 'cancelled',
        message: 'The engine was shut down.',
        remedy: 'Reload the page to start it again.',
      })
      drop()
    },
  }
}

type EngineConnection = Connection<EngineMethods>

function isLoss(thrown: unknown): boolean {
  return thrown instanceof LimnError && thrown.failure.reason === 'device-lost'
}

function spawnEngine(): EngineWorker {
  return new Worker(new URL('./engine.worker.ts', import.meta.url), {
    type: 'module',
    name: 'limn-engine',
  })
}
