import { isUnderPrefix } from '../../domain/frozenLayers.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { Architecture } from '../../models/architecture.ts'
import { planModel } from '../../training/plan/planModel.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'

/** Computes nothing, but the engine has one backend at a time: so it waits for its turn. */
export function planModelHandler(session: EngineSession): EngineHandler<'planModel'> {
  return ({ architecture: kept, frozen = [] }, { signal }) => {
    // The engine or the page's editor made it.
    const architecture = kept as Readonly<Record<string, unknown>> & Architecture
    const learns = (name: string): boolean => !isUnderPrefix(name, frozen)
    const picture = usualPicture(architecture)
    return session.queue.run(() => Promise.resolve(planModel(architecture, { picture, learns })), {
      signal,
    })
  }
}

/** A photo's shape at the size at which the model takes it, or one tile. */
function usualPicture({ input }: Architecture): ImageSize {
  if ('tile' in input) return { width: input.tile, height: input.tile }
  return { width: Math.round((input.minSize * 4) / 3), height: input.minSize }
}
