import type { Category, DatasetId, SplitName } from '../domain/dataset.ts'
import type { DatasetRecord, ImageRecord, Problem, StorageState } from '../domain/datasetRecord.ts'
import type { ImageId } from '../domain/image.ts'
import type { ImportReport } from '../domain/importReport.ts'
import type {
  DatasetExportFormat,
  DatasetProgress,
  GivenFile,
} from '../workers/protocol/datasetMethods.ts'

export type { DatasetExportFormat, GivenFile }

/** What the grid shows of a dataset's images; null lets all through. */
export interface ImageFilter {
  readonly categoryId: number | null
  readonly size: 'small' | 'medium' | 'large' | null
  /** The empty word means images of no split. */
  readonly split: SplitName | null
  readonly problem: Problem | 'lookalike' | null
}

export const NO_FILTER: ImageFilter = { categoryId: null, size: null, split: null, problem: null }

/** The image of a dataset that is on the stage. */
export interface LabelledImage {
  readonly datasetId: DatasetId
  readonly imageId: number
  /** Under which the stage knows it. */
  readonly stageId: ImageId
  /** How its labels stand on this device. */
  readonly saving: 'saved' | 'saving' | 'failed'
}

export interface DatasetsState {
  /** Null until the library has been looked into. */
  readonly datasets: readonly DatasetRecord[] | null
  readonly openDatasetId: DatasetId | null
  /** Images of the open dataset by id; null while they are read. */
  readonly datasetImages: readonly ImageRecord[] | null
  readonly imageFilter: ImageFilter
  /** Groups of near-identical images of the open dataset; null until looked for. */
  readonly lookalikes: readonly (readonly number[])[] | null
  readonly labelling: LabelledImage | null
  /** An import or export that runs. */
  readonly datasetJob: DatasetProgress | null
  /** What the latest import had to say, until it is put away. */
  readonly importReport: ImportReport | null
  readonly storage: StorageState | null
}

export interface DatasetsActions {
  readonly loadDatasets: () => Promise<void>
  readonly importDataset: (files: readonly GivenFile[]) => Promise<void>
  readonly drawDataset: () => Promise<void>
  /** Makes a dataset of Segment's pictures and their visible objects, and goes to it. */
  readonly collectPictures: (ids: readonly ImageId[]) => Promise<void>
  readonly cancelDatasetJob: () => void
  readonly dismissImportReport: () => void
  readonly openDataset: (id: DatasetId | null) => Promise<void>
  readonly renameDataset: (id: DatasetId, name: string) => Promise<void>
  readonly removeDataset: (id: DatasetId) => Promise<void>
  readonly setImageFilter: (change: Partial<ImageFilter>) => void
  readonly findLookalikes: () => Promise<void>
  readonly moveToSplit: (imageIds: readonly number[], split: SplitName | null) => Promise<void>
  readonly dealSplits: (
    shares: readonly { split: SplitName; share: number }[],
    seed: number,
  ) => Promise<void>
  /** `moved` says which class becomes which; null drops its objects. */
  readonly changeCategories: (
    categories: readonly Category[],
    moved: readonly { from: number; to: number | null }[],
  ) => Promise<void>
  /** The file for the person to keep; null when cancelled or failed. */
  readonly exportDataset: (
    id: DatasetId,
    format: DatasetExportFormat,
  ) => Promise<{ file: Blob; name: string } | null>
  readonly readThumbnails: (imageIds: readonly number[]) => Promise<readonly (Blob | null)[]>
  /** Puts an image of the open dataset on the stage. */
  readonly labelImage: (imageId: number) => Promise<void>
  /** The next (1) or previous (-1) of the images the filter lets through. */
  readonly stepLabelled: (delta: 1 | -1) => Promise<void>
  readonly stopLabelling: () => void
  /** Saves what changed in the images that are or were on the stage. The store calls it after every edit. */
  readonly saveLabels: () => void
  /** Sends labels that could not be saved again, now. */
  readonly retrySaving: () => void
  /** Saves what tabs that were killed had not saved yet. Called once by main, before anything reads the library. */
  readonly recoverLabels: () => Promise<void>
  /** Undo can bring another picture to the stage: the place and the labelling go with it. The store calls it. */
  readonly followStage: () => void
}
