import { readRecord } from '../../data/library/datasetLibrary.ts'
import { drawnCategories } from '../../data/drawnDataset.ts'
import { classNamesOf } from '../../domain/dataset.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import { memoryLimit } from '../training/memoryLimit.ts'
import { fitRun, readPictureSizes, readStart } from '../training/fitRun.ts'

/** Computes nothing, but the engine has one backend at a time: so it waits for its turn. */
export function fitRunHandler(session: EngineSession): EngineHandler<'fitRun'> {
  return async (request, { signal }) => {
    const { data } = request
    const categories =
      data.kind === 'drawn' ? drawnCategories(data) : (await readRecord(data.datasetId)).categories
    const context = {
      begun: await readStart(request, session.runStore),
      classes: classNamesOf(categories),
      pictures: await readPictureSizes(data),
    }
    const { name } = session.requireBackend()
    return session.queue.run(() => Promise.resolve(fitRun(request, context, memoryLimit(name))), {
      signal,
    })
  }
}
