import { toFailure } from '../domain/failure.ts'
import type { BackendChoice } from '../workers/protocol.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import { readSettings } from './settings.ts'
import type { EngineActions, EngineState } from './state.ts'

export function createEngineSlice(
  set: Set,
  get: Get,
  { engine }: StoreDeps,
): EngineState & EngineActions {
  /** One start or load at a time; later callers join the one under way. */
  let starting: Promise<void> | null = null
  let loading: Promise<void> | null = null
  let loadController: AbortController | null = null

  /** Loads under a signal that `cancelLoading` pulls; a cancelled load leaves the engine idle, not failed. */
  async function loadModels(onlyIfCached: boolean): Promise<void> {
    set({ engine: { kind: 'loading', progress: null } })
    const { signal } = (loadController = new AbortController())
    try {
      const { ready } = await engine.load(
        { onlyIfCached },
        { signal, onProgress: (progress) => set({ engine: { kind: 'loading', progress } }) },
      )
      set({ engine: ready ? { kind: 'ready' } : { kind: 'idle' } })
    } catch (thrown) {
      const failure = toFailure(thrown)
      set({
        engine: failure.reason === 'cancelled' ? { kind: 'idle' } : { kind: 'failed', failure },
      })
    } finally {
      loadController = null
    }
  }

  async function start(choice: BackendChoice): Promise<void> {
    set({ engine: { kind: 'starting', progress: null } })
    try {
      const engineInfo = await engine.start(
        { choice },
        { onProgress: (progress) => set({ engine: { kind: 'starting', progress } }) },
      )
      set({ engineInfo })
    } catch (thrown) {
      set({ engine: { kind: 'failed', failure: toFailure(thrown) } })
      return
    }
    // A model that was chosen at another visit may be gone by now.
    if (get().segmentModelId !== null) await get().listModels()
    await loadModels(true)
  }

  function startOnce(choice: BackendChoice): Promise<void> {
    starting ??= start(choice).finally(() => {
      starting = null
    })
    return starting
  }

  async function load(): Promise<void> {
    await starting
    if (get().engine.kind === 'failed' || get().engineInfo === null) {
      await startOnce(get().backendChoice)
    }
    if (get().engine.kind === 'idle') await loadModels(false)
  }

  return {
    engine: { kind: 'starting', progress: null },
    engineInfo: null,
    engineMemory: null,
    backendChoice: readSettings().backendChoice,

    startEngine: () => startOnce(get().backendChoice),

    loadModels: () => {
      loading ??= load().finally(() => {
        loading = null
      })
      return loading
    },

    cancelLoading: () => loadController?.abort(),

    chooseBackend: async (choice) => {
      const previous = get().backendChoice
      const wasReady = get().engine.kind === 'ready'
      set({ backendChoice: choice })
      await starting
      await loading
      await startOnce(choice)
      const { engine: phase } = get()
      if (phase.kind !== 'failed') {
        if (wasReady) await get().loadModels()
        return
      }
      // The person asked for a backend that cannot run here: say so and go back to the one that did.
      get().notify({
        tone: 'error',
        text: phase.failure.message,
        remedy: phase.failure.remedy,
      })
      if (choice === previous) return
      set({ backendChoice: previous })
      await startOnce(previous)
    },
  }
}
