import type { DecodeOptions } from '../../domain/regions/decodeInstances.ts'

/** Settings found by trying. */
export interface TunedDecoding {
  readonly decoding: DecodeOptions
  /** Mean score of the Data Science Bowl on the labelled pictures, with the settings before and with these. */
  readonly before: number
  readonly score: number
  readonly pictures: number
}

/** How the maps of a model that names every pixel become objects, in the engine worker. */
export type DecodingMethods = {
  /** The model's own settings; null for a model that has no maps. */
  readDecoding: { request: { modelId: string }; progress: never; result: DecodeOptions | null }
  /** Searches for the settings that score best on a dataset's held-out pictures, 40 at most. */
  tuneDecoding: {
    request: { modelId: string; datasetId: string; decoding: DecodeOptions }
    progress: { readonly text: string; readonly fraction: number }
    result: TunedDecoding
  }
}
