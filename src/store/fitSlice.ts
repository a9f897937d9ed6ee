import { toFailure } from '../domain/failure.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import type { FitActions, FitState } from './fitState.ts'
import { withFrozen } from './withFrozen.ts'

/** A number that is being typed is waited for this long, milliseconds. */
const PAUSE_MS = 200

/** What the drafted run would need, estimated by the engine worker. */
export function createFitSlice(set: Set, get: Get, { engine }: StoreDeps): FitState & FitActions {
  let estimating: AbortController | null = null

  return {
    fit: null,
    fitFailure: null,

    estimateFit: async () => {
      estimating?.abort()
      const controller = new AbortController()
      estimating = controller
      const isLatest = () => estimating === controller
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      if (!isLatest()) return
      try {
        const { draft, models } = get()
        const fit = await engine.fitRun(withFrozen(draft, models ?? []), {
          signal: controller.signal,
        })
        if (isLatest()) set({ fit, fitFailure: null })
      } catch (thrown) {
        const fitFailure = toFailure(thrown)
        if (isLatest() && fitFailure.reason !== 'cancelled') set({ fit: null, fitFailure })
      }
    },
  }
}
