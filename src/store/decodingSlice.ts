import { toFailure } from '../domain/failure.ts'
import { LARGE_PIXELS, type ImageId } from '../domain/image.ts'
import type { DecodeOptions } from '../domain/regions/decodeInstances.ts'
import type { DecodingActions, DecodingState } from './decodingState.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import { SEGMENT_OPTIONS } from './segmentOptions.ts'
import { readSettings } from './settings.ts'

/** The step from a model's maps to objects, which answers at once. */
export function createDecodingSlice(
  set: Set,
  get: Get,
  { engine }: StoreDeps,
): DecodingState & DecodingActions {
  let own: DecodeOptions | null = null
  let decodingAgain: AbortController | null = null
  let tuning: AbortController | null = null

  function tell(thrown: unknown): void {
    const { reason, message, remedy } = toFailure(thrown)
    if (reason !== 'cancelled') get().notify({ tone: 'error', text: message, remedy })
  }

  /** The latest settings win; what a person made or confirmed stays. */
  async function decodeAgain(imageId: ImageId): Promise<void> {
    const { segmentModelId: modelId, decoding, images } = get()
    const image = images[imageId]
    if (modelId === null || decoding === null || image?.status.kind !== 'done') return
    // Without kept maps it would be all of the work again, which a person asks for by name.
    if (image.size !== null && image.size.width * image.size.height > LARGE_PIXELS) return
    decodingAgain?.abort()
    const controller = new AbortController()
    decodingAgain = controller
    const { instances: found } = await engine.segment(
      { imageId, file: image.file, options: SEGMENT_OPTIONS, modelId, decoding },
      { signal: controller.signal },
    )
    if (controller.signal.aborted || get().images[imageId] === undefined) return
    const kept = (get().instances[imageId] ?? []).filter(
      ({ score, origin }) => score === null || origin !== 'detected',
    )
    set({ instances: { ...get().instances, [imageId]: [...kept, ...found] } })
  }

  async function apply(decoding: DecodeOptions, imageId: ImageId | null): Promise<void> {
    const { segmentModelId: modelId, decodings } = get()
    if (modelId === null) return
    const isOwn = JSON.stringify(decoding) === JSON.stringify(own)
    const others = Object.entries(decodings).filter(([id]) => id !== modelId)
    const chosen = isOwn ? others : [...others, [modelId, decoding] as const]
    set({ decoding, decodings: Object.fromEntries(chosen) })
    if (imageId !== null) await decodeAgain(imageId)
  }

  return {
    decoding: null,
    decodings: readSettings().decodings,
    tuning: null,

    readDecoding: async () => {
      const { segmentModelId: modelId } = get()
      set({ decoding: null })
      if (modelId === null || get().engine.kind !== 'ready') return
      try {
        const found = await engine.readDecoding({ modelId })
        if (get().segmentModelId !== modelId) return
        own = found
        set({ decoding: found === null ? null : (get().decodings[modelId] ?? found) })
      } catch (thrown) {
        tell(thrown)
      }
    },

    setDecoding: async (change, imageId) => {
      const { decoding } = get()
      if (decoding === null || own === null) return
      try {
        await apply(change === null ? own : { ...decoding, ...change }, imageId)
      } catch (thrown) {
        tell(thrown)
      }
    },

    tuneDecoding: async (datasetId, imageId) => {
      const { segmentModelId: modelId, decoding } = get()
      if (modelId === null || decoding === null || tuning !== null) return
      tuning = new AbortController()
      set({ tuning: { text: 'Opening the dataset', fraction: 0 } })
      try {
        const tuned = await engine.tuneDecoding(
          { modelId, datasetId, decoding },
          { signal: tuning.signal, onProgress: (progress) => set({ tuning: progress }) },
        )
        await apply(tuned.decoding, imageId)
        get().notify({
          tone: 'info',
          remedy: 'The sliders show what was found.',
          text: `Tuned on ${tuned.pictures === 1 ? 'a picture' : `${tuned.pictures} pictures`}: the score of the Data Science Bowl went from ${tuned.before.toFixed(3)} to ${tuned.score.toFixed(3)}.`,
        })
      } catch (thrown) {
        tell(thrown)
      } finally {
        tuning = null
        set({ tuning: null })
      }
    },

    cancelTuning: () => tuning?.abort(),
  }
}
