import type { ImageId } from '../domain/image.ts'
import type { DecodeOptions } from '../domain/regions/decodeInstances.ts'

export interface DecodingState {
  /** How the chosen model's maps become objects; null for a model that has no maps, and until it was looked up. */
  readonly decoding: DecodeOptions | null
  /** Settings a person chose, by model; the others' are their own. */
  readonly decodings: Readonly<Record<string, DecodeOptions>>
  /** Settings being tried on a dataset. */
  readonly tuning: { readonly text: string; readonly fraction: number } | null
}

export interface DecodingActions {
  /** Looks up the settings of the model that segments. */
  readonly readDecoding: () => Promise<void>
  /** Changes settings and decodes the picture again. Null goes back to the model's own. */
  readonly setDecoding: (
    change: Partial<DecodeOptions> | null,
    imageId: ImageId | null,
  ) => Promise<void>
  /** Searches for the settings that score best on a dataset's held-out pictures. */
  readonly tuneDecoding: (datasetId: string, imageId: ImageId | null) => Promise<void>
  readonly cancelTuning: () => void
}
