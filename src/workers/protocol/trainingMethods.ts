import type { DatasetRecord } from '../../domain/datasetRecord.ts'
import type { LibraryModel } from '../../domain/libraryModel.ts'
import type { EndEvent, TrainingEvent } from '../../domain/training/trainingEvent.ts'
import type { RunFit } from '../../domain/training/runFit.ts'
import type { RunHistory, RunId, RunRecord, RunRequest } from '../../domain/training/trainingRun.ts'

/** What the person's hand does to a run that is at work. */
export type Steering =
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** Ends it after the step under way, with a last look at the held-out pictures and a checkpoint. */
  | { readonly kind: 'stop' }
  /** Multiplies the schedule's learning rate from the next step on. */
  | { readonly kind: 'scale-learning-rate'; readonly scale: number }

export interface TrainProgress {
  /** In order; several when steps are fast. */
  readonly events: readonly TrainingEvent[]
}

/** Record and curves, curves as a table, best weights for any reader and for PyTorch. */
export type RunExportFormat = 'json' | 'csv' | 'safetensors' | 'pytorch'

export interface RunExport {
  readonly name: string
  readonly file: Blob
}

/** Training, in the engine worker: it shares the device with the Segment place, step by step. */
export type TrainingMethods = {
  /**
   * Begins a run, or goes on with it when its files hold a checkpoint. The same call is therefore repeated after a lost
   * device. A cancel ends it in the middle of a step; what the last checkpoint holds is kept.
   */
  train: { request: RunRequest; progress: TrainProgress; result: EndEvent }
  /** Whether a run would fit into memory. Computes no tensor. */
  fitRun: { request: RunRequest; progress: never; result: RunFit }
  /** False when no such run is at work. */
  steerTraining: { request: { id: RunId; steering: Steering }; progress: never; result: boolean }
  /** Datasets of the library that a run can learn from. */
  listTrainingData: { request: null; progress: never; result: readonly DatasetRecord[] }
  /** All runs of this device, latest first. */
  listRuns: { request: null; progress: never; result: readonly RunRecord[] }
  readRun: { request: { id: RunId }; progress: never; result: RunHistory }
  deleteRun: { request: { id: RunId }; progress: never; result: null }
  /** Keeps the best weights of a run in the library of models. */
  keepRun: { request: { id: RunId }; progress: never; result: LibraryModel }
  exportRun: {
    request: { id: RunId; format: RunExportFormat }
    progress: never
    result: RunExport
  }
}
