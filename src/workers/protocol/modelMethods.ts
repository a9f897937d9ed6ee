import type {
  FitReport,
  LibraryModel,
  ModelExportFormat,
  ModelLayer,
} from '../../domain/libraryModel.ts'
import type { ModelInput } from '../../domain/modelInput.ts'
import type { ModelPlan } from '../../domain/modelPlan.ts'
import type { OfferedWeights } from '../../domain/officialWeights.ts'

export interface ImportProgress {
  readonly text: string
  /** 0 to 1. */
  readonly fraction: number
}

export interface ImportedModel {
  readonly model: LibraryModel
  /** What did not fit. Nothing is missing: such a file is refused. */
  readonly fit: FitReport
}

/** Bytes are of the file that is fetched, while it is. */
export interface FetchWeightsProgress {
  readonly step: 'downloading' | 'verifying' | 'importing'
  readonly text: string
  /** 0 to 1 */
  readonly fraction: number
  readonly bytesDone?: number
  readonly bytesTotal?: number
}

/** The library of models, in the engine worker. */
export type ModelMethods = {
  /** Latest first. */
  listModels: { request: null; progress: never; result: readonly LibraryModel[] }
  /** Opens a checkpoint, recognises what it is and keeps it. An index comes with its shards. */
  importModel: {
    request: { files: readonly { readonly name: string; readonly file: Blob }[] }
    progress: ImportProgress
    result: ImportedModel
  }
  /** What may be fetched, and how much of each is here. Asks no server but Limn's own. */
  listOfficialWeights: { request: null; progress: never; result: readonly OfferedWeights[] }
  /**
   * Fetches official weights, going on from what is here, checks them against their pinned SHA-256 and imports them.
   * The only method that asks another server, and only when a person asked for it.
   */
  fetchWeights: { request: { id: string }; progress: FetchWeightsProgress; result: ImportedModel }
  /** Throws away what is here of weights that did not arrive whole. */
  forgetWeights: { request: { id: string }; progress: never; result: null }
  renameModel: { request: { id: string; name: string }; progress: never; result: LibraryModel }
  /** Without the background, as many as the model has. */
  setClassNames: {
    request: { id: string; classes: readonly string[] }
    progress: never
    result: LibraryModel
  }
  /** Picture size and anchors, which a checkpoint does not tell. Refused where the weights are made for others. */
  setModelInput: {
    request: { id: string; input: ModelInput }
    progress: never
    result: LibraryModel
  }
  deleteModel: { request: { id: string }; progress: never; result: null }
  /** Undoes `deleteModel`. */
  restoreModel: { request: { id: string }; progress: never; result: null }
  /** Every tensor, in the order of the file. */
  inspectModel: { request: { id: string }; progress: never; result: readonly ModelLayer[] }
  /** What a model is and costs, before it is built, for a photo of its own size or one tile. Computes no tensor. */
  planModel: {
    request: {
      /** As the library and the records of runs keep it. */
      architecture: Readonly<Record<string, unknown>>
      /** Layers that do not learn: what names of tensors begin with. */
      frozen?: readonly string[]
    }
    progress: never
    result: ModelPlan
  }
  exportModel: {
    request: { id: string; format: ModelExportFormat }
    progress: never
    result: { readonly file: Blob; readonly name: string }
  }
}
