import { toFailure } from '../domain/failure.ts'
import type { ImageId } from '../domain/image.ts'
import type { Measurement } from '../domain/measurement.ts'
import type { Get, StoreDeps } from './deps.ts'
import { visibleInstances } from './selectors.ts'

export interface MeasureActions {
  /** The visible objects of a picture in figures; null when cancelled or failed (a notice says why). */
  readonly measureObjects: (
    id: ImageId,
    options?: { readonly signal?: AbortSignal },
  ) => Promise<readonly Measurement[] | null>
}

export function createMeasureSlice(get: Get, { media }: StoreDeps): MeasureActions {
  return {
    measureObjects: async (id, options = {}) => {
      const image = get().images[id]
      if (image === undefined) return null
      const instances = visibleInstances(get(), id).map(({ id: own, label, score, mask }) => ({
        ...{ id: own, label, score, mask },
      }))
      try {
        return await media.measure({ file: image.file, instances }, options)
      } catch (thrown) {
        const { reason, message, remedy } = toFailure(thrown)
        if (reason !== 'cancelled') get().notify({ tone: 'error', text: message, remedy })
        return null
      }
    },
  }
}
