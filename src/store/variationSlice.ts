import { toFailure } from '../domain/failure.ts'
import { NO_AUGMENTATION } from '../domain/training/augmentation.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import { latestCall } from './latestCall.ts'
import type { Variation, VariationActions, VariationState } from './variationState.ts'

/** Pictures that are shown. */
const SHOWN = 6
/** A number that is being typed is waited for this long, milliseconds. */
const PAUSE_MS = 120

/** What variation makes of the training pictures, drawn by the datasets worker. */
export function createVariationSlice(
  set: Set,
  get: Get,
  { datasets }: StoreDeps,
): VariationState & VariationActions {
  const latest = latestCall(PAUSE_MS)
  const change = (part: Partial<Variation>) => set({ variation: { ...get().variation, ...part } })

  return {
    variation: { pictures: [], classes: [], isPlain: false, isDrawing: false, failure: null },

    drawVariation: ({ draw, isPlain }) => {
      change({ isDrawing: true })
      return latest(async (signal) => {
        const { data, settings } = get().draft
        const augmentation = isPlain ? NO_AUGMENTATION : settings.augmentation
        const seed = settings.seed + draw
        const cutTo = get().fit?.cutTo ?? null
        try {
          const { pictures, classes } = await datasets.varyPictures(
            { data, augmentation, seed, count: SHOWN, cutTo },
            {
              signal,
              // Each takes the place of the one before it as it comes: large photos take a while.
              onProgress: ({ index, picture }) => {
                if (signal.aborted) return
                change({ isPlain, pictures: get().variation.pictures.toSpliced(index, 1, picture) })
              },
            },
          )
          if (!signal.aborted) change({ pictures, classes, failure: null })
        } catch (thrown) {
          if (!signal.aborted) change({ pictures: [], failure: toFailure(thrown) })
        } finally {
          if (!signal.aborted) change({ isDrawing: false })
        }
      })
    },
  }
}
