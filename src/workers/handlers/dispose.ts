import type { EngineHandler, EngineSession } from '../engineSession.ts'

/** Frees models, backend and everything kept; the engine can be started again. */
export function disposeHandler(session: EngineSession): EngineHandler<'dispose'> {
  return (_, { signal }) =>
    session.queue.run(
      () => {
        session.dispose()
        return Promise.resolve(null)
      },
      { signal },
    )
}
