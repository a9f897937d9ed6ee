import type { Failure } from '../domain/failure.ts'
import type {
  FitReport,
  LibraryModel,
  ModelExportFormat,
  ModelLayer,
} from '../domain/libraryModel.ts'
import type { ModelPlan } from '../domain/modelPlan.ts'
import type { ModelInput } from '../domain/modelInput.ts'
import type { ModelCard } from '../domain/modelCard.ts'

export interface ModelsState {
  /** The library, latest first; null until it was looked at. */
  readonly models: readonly LibraryModel[] | null
  /** What Limn brings along; empty until it was looked at. */
  readonly builtInModels: readonly ModelCard[]
  /** The model one looks into; null on the shelf. */
  readonly openModelId: string | null
  /** Of the open model; null until they were read. */
  readonly modelLayers: readonly ModelLayer[] | null
  /** Of the open model; null until it was made, or where it cannot be. */
  readonly modelPlan: ModelPlan | null
  /** An import or export under way. */
  readonly modelJob: { readonly text: string; readonly fraction: number | null } | null
  /** Why files of the last import were refused, one each. */
  readonly modelRefusals: readonly Failure[]
  /** What the last import left out, with the model it made. */
  readonly modelFit: { readonly modelId: string; readonly fit: FitReport } | null
  /** The model deleted last, to be brought back. */
  readonly deletedModel: LibraryModel | null
  /** The library model that segments pictures; null for the built-in ones. */
  readonly segmentModelId: string | null
}

export interface ModelsActions {
  readonly listModels: () => Promise<void>
  /**
   * Imports models one after the other: of each a checkpoint, or an index with its shards. Failures become
   * `modelRefusals`; a cancel ends all of it.
   */
  readonly importModels: (models: readonly (readonly File[])[]) => Promise<void>
  readonly cancelModelJob: () => void
  readonly dismissModelRefusals: () => void
  readonly openModel: (id: string | null) => Promise<void>
  readonly renameModel: (id: string, name: string) => Promise<void>
  readonly setClassNames: (id: string, classes: readonly string[]) => Promise<void>
  /** What its checkpoint did not tell. */
  readonly setModelInput: (id: string, input: ModelInput) => Promise<void>
  /** Freezes or thaws all layers of the open model under a prefix, for the runs that begin with it. */
  readonly freezeLayers: (prefix: string, isFrozen: boolean) => Promise<void>
  readonly deleteModel: (id: string) => Promise<void>
  readonly undoDeleteModel: () => Promise<void>
  /** Null when cancelled or failed; a notice says why. */
  readonly exportModel: (
    id: string,
    format: ModelExportFormat,
  ) => Promise<{ file: Blob; name: string } | null>
  /** From now on pictures are segmented with this model; null goes back to the built-in ones. */
  readonly segmentWith: (id: string | null) => void
}
