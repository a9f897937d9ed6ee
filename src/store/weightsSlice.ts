import { toFailure } from '../domain/failure.ts'
import type { FetchWeightsProgress } from '../workers/protocol/modelMethods.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import type { WeightsActions, WeightsState } from './weightsState.ts'

/** A rate over less time says little. */
const RATE_MS = 1500

export function createWeightsSlice(
  set: Set,
  get: Get,
  { engine }: StoreDeps,
): WeightsState & WeightsActions {
  let controller: AbortController | null = null

  async function refresh(): Promise<void> {
    set({ officialWeights: await engine.listOfficialWeights(null) })
  }

  return {
    officialWeights: null,
    weightsJob: null,
    weightsFailure: null,

    listOfficialWeights: () =>
      // Without the list there is nothing to offer, and nothing else is lost.
      refresh().catch(() => undefined),

    fetchWeights: async (id) => {
      if (controller !== null) return
      controller = new AbortController()
      const remaining = createEstimate()
      const start = { step: 'downloading', text: 'Asking for the file', fraction: 0 } as const
      set({ weightsFailure: null, weightsJob: { ...start, id, remainingMs: null } })
      try {
        const { model, fit } = await engine.fetchWeights(
          { id },
          {
            signal: controller.signal,
            onProgress: (progress) =>
              set({ weightsJob: { ...progress, id, remainingMs: remaining(progress) } }),
          },
        )
        set({ modelFit: { modelId: model.id, fit } })
      } catch (thrown) {
        const failure = toFailure(thrown)
        if (failure.reason !== 'cancelled') set({ weightsFailure: { id, failure } })
      }
      await Promise.all([refresh(), get().listModels()]).catch(() => undefined)
      controller = null
      set({ weightsJob: null })
    },

    cancelWeights: () => controller?.abort(),

    forgetWeights: async (id) => {
      try {
        await engine.forgetWeights({ id })
        set({ weightsFailure: null })
        await refresh()
      } catch (thrown) {
        set({ weightsFailure: { id, failure: toFailure(thrown) } })
      }
    },
  }
}

/** Milliseconds that a download still takes, by the rate since it began; null while that says nothing. */
function createEstimate(): (progress: FetchWeightsProgress) => number | null {
  let first: { readonly at: number; readonly bytes: number } | null = null
  return ({ step, bytesDone, bytesTotal }) => {
    if (step !== 'downloading' || bytesDone === undefined || bytesTotal === undefined) return null
    first ??= { at: Date.now(), bytes: bytesDone }
    const [ms, bytes] = [Date.now() - first.at, bytesDone - first.bytes]
    return ms < RATE_MS || bytes <= 0 ? null : (ms / bytes) * (bytesTotal - bytesDone)
  }
}
