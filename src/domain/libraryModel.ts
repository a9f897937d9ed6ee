/** Where the weights of a library model come from. */
export type ModelOrigin =
  | { readonly kind: 'imported'; readonly fileName: string; readonly format: string }
  | { readonly kind: 'trained'; readonly runId: string }
  | { readonly kind: 'fetched'; readonly url: string }
  /** By the editor, from a model of the library. */
  | { readonly kind: 'edited'; readonly from: string }
  /** By the editor, from an architecture of `NEW_MODELS`. */
  | { readonly kind: 'new'; readonly presetId: string }

export type ModelFamily = 'mask-rcnn' | 'fcn' | 'unet'

/** A model of the library on this device, without its weights. Plain data: it is kept and sent between threads. */
export interface LibraryModel {
  readonly id: string
  readonly name: string
  readonly family: ModelFamily
  /** All it takes to build the model, as the engine wrote it. */
  readonly architecture: Readonly<Record<string, unknown>>
  /** Class names by label; the first is the background. */
  readonly classes: readonly string[]
  /** How many numbers the model learned. */
  readonly parameters: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly origin: ModelOrigin
  /** Of the weights file, lower-case hexadecimal. */
  readonly sha256: string
  /** Of the weights file. */
  readonly bytes: number
  /** Layers that a run which begins with the model leaves as they are, by prefixes of their names; none where left out. */
  readonly frozen?: readonly string[]
}

/** One tensor of a model, as the layer inspector shows it. */
export interface ModelLayer {
  readonly name: string
  /** In PyTorch's layout. */
  readonly shape: readonly number[]
  readonly dtype: string
  readonly parameters: number
  /** False for statistics and frozen scales. */
  readonly isTrainable: boolean
}

/** What did not fit between a file and the model that was made of it. Tensors by name. */
export interface FitReport {
  readonly missing: readonly string[]
  readonly unexpected: readonly string[]
  readonly misshapen: readonly {
    readonly name: string
    readonly expected: readonly number[]
    readonly found: readonly number[]
  }[]
}

export type ModelExportFormat = 'safetensors' | 'pytorch'
