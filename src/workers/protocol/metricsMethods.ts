import type { DatasetId, SplitName } from '../../domain/dataset.ts'
import type { DatasetRecord, ImageRecord } from '../../domain/datasetRecord.ts'
import type {
  ErrorView,
  EvaluatedShape,
  EvaluationRecord,
  EvaluationSummary,
  ShownPicture,
} from '../../domain/evaluation.ts'
import type { FoundObject } from '../../domain/foundObject.ts'

export interface MetricsProgress {
  readonly text: string
  /** 0 to 1. */
  readonly fraction: number
}

/** The pictures an evaluation is about; a null split means all of them. */
export interface EvaluatedPart {
  readonly datasetId: DatasetId
  readonly split: SplitName | null
}

export interface ViewRequest {
  readonly id: string
  readonly shape: EvaluatedShape
}

/** The metrics worker: figures, never a tensor. It reads the library of datasets by itself. */
export type MetricsMethods = {
  listDatasets: { request: null; progress: never; result: readonly DatasetRecord[] }
  listImages: { request: EvaluatedPart; progress: never; result: readonly ImageRecord[] }
  readPicture: {
    request: { datasetId: DatasetId; imageId: number }
    progress: never
    result: Blob
  }
  /** Latest first. */
  listEvaluations: { request: null; progress: never; result: readonly EvaluationRecord[] }
  /** Keeps what a model found and measures it. */
  keepResults: {
    request: EvaluatedPart & {
      readonly modelName: string
      readonly found: readonly FoundObject[]
    }
    progress: MetricsProgress
    result: EvaluationRecord
  }
  /** The same from a file in COCO's results format, also gzipped. */
  importResults: {
    request: EvaluatedPart & { readonly name: string; readonly file: Blob }
    progress: MetricsProgress
    result: EvaluationRecord
  }
  openEvaluation: { request: ViewRequest; progress: MetricsProgress; result: EvaluationSummary }
  /** Everything at one score and one IoU, from matches that are cached. */
  viewErrors: {
    request: ViewRequest & { readonly score: number; readonly iou: number }
    progress: MetricsProgress
    result: ErrorView
  }
  showPicture: {
    request: { readonly id: string; readonly imageId: number }
    progress: never
    result: ShownPicture
  }
  /** What was found, in COCO's results format. */
  exportResults: {
    request: { readonly id: string }
    progress: never
    result: { readonly file: Blob; readonly name: string }
  }
  deleteEvaluation: { request: { readonly id: string }; progress: never; result: null }
}
