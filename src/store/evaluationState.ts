import type { SplitName } from '../domain/dataset.ts'
import type { DatasetRecord } from '../domain/datasetRecord.ts'
import type {
  ErrorView,
  EvaluatedShape,
  EvaluationRecord,
  EvaluationSummary,
  ShownPicture,
} from '../domain/evaluation.ts'
import type { EvaluatedPart } from '../workers/protocol/metricsMethods.ts'

export type { EvaluatedPart, SplitName }

/** What the two sliders of the dashboard choose. */
export interface ErrorThresholds {
  readonly score: number
  readonly iou: number
}

export interface EvaluationState {
  /** Datasets that can be evaluated on; null until looked into. */
  readonly evaluationDatasets: readonly DatasetRecord[] | null
  /** Latest first; null until looked into. */
  readonly evaluations: readonly EvaluationRecord[] | null
  /** The pictures chosen to evaluate on; null where there is no dataset. */
  readonly evaluatedPart: EvaluatedPart | null
  /** A model at work on a dataset, or figures being computed. */
  readonly evaluationJob: { readonly text: string; readonly fraction: number } | null
  readonly evaluationId: string | null
  /** Another evaluation whose figures stand beside. */
  readonly comparedId: string | null
  readonly evaluatedShape: EvaluatedShape
  readonly evaluation: EvaluationSummary | null
  readonly compared: EvaluationSummary | null
  readonly errorThresholds: ErrorThresholds
  readonly errorView: ErrorView | null
  /** Deleted last, and still to be had back. */
  readonly removedEvaluation: EvaluationRecord | null
}

export interface EvaluationActions {
  readonly loadEvaluations: () => Promise<void>
  readonly chooseEvaluatedPart: (part: EvaluatedPart | null) => void
  /** Runs a model of the library (null: the built-in ones) over the pictures and measures what it finds. */
  readonly evaluateModel: (part: EvaluatedPart, modelId: string | null) => Promise<void>
  /** Measures detections of any model, from a file in COCO's results format. */
  readonly importResults: (part: EvaluatedPart, file: File) => Promise<void>
  readonly cancelEvaluation: () => void
  readonly openEvaluation: (id: string | null) => Promise<void>
  readonly compareEvaluation: (id: string | null) => Promise<void>
  readonly setEvaluatedShape: (shape: EvaluatedShape) => Promise<void>
  readonly setErrorThresholds: (change: Partial<ErrorThresholds>) => void
  /** Null when it is not there any more (a notice says so). */
  readonly showEvaluatedPicture: (imageId: number) => Promise<ShownPicture | null>
  readonly exportEvaluation: (id: string) => Promise<{ file: Blob; name: string } | null>
  readonly removeEvaluation: (id: string) => Promise<void>
  readonly restoreEvaluation: () => void
}
