import { chooseBackend } from '../backend/chooseBackend.ts'
import { openBackend } from '../backend/openBackend.ts'
import { runSelfTest } from '../backend/selfTest.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'

/** Picks and self-tests a backend; on a running engine, moves to another one and keeps embeddings. */
export function startHandler(session: EngineSession): EngineHandler<'start'> {
  return ({ choice }, { signal, report }) =>
    session.queue.run(
      async () => {
        if (session.backend?.choice === choice) return session.backend.info
        session.closeBackend()
        const { running, info } = await chooseBackend(
          choice,
          { open: openBackend, selfTest: runSelfTest },
          (text) => report({ step: 'starting', text, fraction: null }),
        )
        session.useBackend({ choice, running, info })
        return info
      },
      { signal },
    )
}
