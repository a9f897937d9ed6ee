import { toFailure } from '../domain/failure.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import type { FitActions, FitState } from './fitState.ts'
import { latestCall } from './latestCall.ts'
import { withFrozen } from './withFrozen.ts'

/** A number that is being typed is waited for this long, milliseconds. */
const PAUSE_MS = 200

/** What the drafted run would need, estimated by the engine worker. */
export function createFitSlice(set: Set, get: Get, { engine }: StoreDeps): FitState & FitActions {
  const latest = latestCall(PAUSE_MS)

  return {
    fit: null,
    fitFailure: null,

    estimateFit: () =>
      latest(async (signal) => {
        try {
          const { draft, models } = get()
          const fit = await engine.fitRun(withFrozen(draft, models ?? []), { signal })
          if (!signal.aborted) set({ fit, fitFailure: null })
        } catch (thrown) {
          if (!signal.aborted) set({ fit: null, fitFailure: toFailure(thrown) })
        }
      }),
  }
}
