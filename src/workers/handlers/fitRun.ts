import type { EngineHandler, EngineSession } from '../engineSession.ts'
import { fitRun } from '../training/fitRun.ts'
import { memoryLimit } from '../training/memoryLimit.ts'
import { readFitContext } from '../training/readFitContext.ts'

/** Computes nothing, but the engine has one backend at a time: so it waits for its turn. */
export function fitRunHandler(session: EngineSession): EngineHandler<'fitRun'> {
  return async (request, { signal }) => {
    const context = await readFitContext(request, session.runStore)
    const limit = memoryLimit(session.requireBackend().name)
    return session.queue.run(() => Promise.resolve(fitRun(request, context, limit)), { signal })
  }
}
