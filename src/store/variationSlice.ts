import { toFailure } from '../domain/failure.ts'
import { NO_AUGMENTATION } from '../domain/training/augmentation.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
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
  let drawing: AbortController | null = null
  const change = (part: Partial<Variation>) => set({ variation: { ...get().variation, ...part } })

  return {
    variation: { pictures: [], classes: [], isPlain: false, isDrawing: false, failure: null },

    drawVariation: async ({ draw, isPlain }) => {
      drawing?.abort()
      const controller = new AbortController()
      drawing = controller
      const isLatest = () => drawing === controller
      change({ isDrawing: true })
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      if (!isLatest()) return
      const { data, settings } = get().draft
      try {
        const augmentation = isPlain ? NO_AUGMENTATION : settings.augmentation
        const { pictures, classes } = await datasets.varyPictures(
          {
            data,
            augmentation,
            seed: settings.seed + draw,
            count: SHOWN,
            cutTo: get().fit?.cutTo ?? null,
          },
          {
            signal: controller.signal,
            // Each takes the place of the one before it as it comes: large photos take a while.
            onProgress: ({ index, picture }) => {
              if (!isLatest()) return
              change({ isPlain, pictures: get().variation.pictures.toSpliced(index, 1, picture) })
            },
          },
        )
        if (isLatest()) change({ pictures, classes, failure: null })
      } catch (thrown) {
        const failure = toFailure(thrown)
        if (failure.reason !== 'cancelled') change({ pictures: [], failure })
      } finally {
        if (isLatest()) change({ isDrawing: false })
      }
    },
  }
}
