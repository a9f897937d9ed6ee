import type { EngineHandler, EngineSession } from '../engineSession.ts'

/** Drops what is kept for these images. Waits for no job: one that runs keeps its own hold on what it uses. */
export function forgetHandler(session: EngineSession): EngineHandler<'forget'> {
  return ({ imageIds }) => {
    session.forget(imageIds)
    return Promise.resolve(null)
  }
}
