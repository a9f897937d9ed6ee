import type { DatasetRecord } from '../domain/datasetRecord.ts'
import type { Failure } from '../domain/failure.ts'
import type { PredictedPicture, StepEvent } from '../domain/training/trainingEvent.ts'
import type { RunExportFormat } from '../workers/protocol/trainingMethods.ts'
import type { RunHistory, RunId, RunRecord, RunRequest } from '../domain/training/trainingRun.ts'

/** A run that is at work in this tab. */
export interface LiveRun {
  readonly request: RunRequest
  readonly phase: 'starting' | 'running' | 'paused' | 'stopping'
  readonly latest: StepEvent | null
  /** Multiplies the schedule's learning rate. */
  readonly learningRateScale: number
  /** Plain words on something that happened: fewer pictures at a time, a roll-back. */
  readonly note: string | null
}

/** What the model of a run finds in a few held-out pictures, and after how many steps. */
export interface Predictions {
  readonly runId: RunId
  readonly step: number
  readonly pictures: readonly PredictedPicture[]
}

export interface TrainState {
  /** Runs of this device, latest first; null until they were read. */
  readonly runs: readonly RunRecord[] | null
  readonly trainingData: readonly DatasetRecord[]
  /** What the setup panel holds: the next run. */
  readonly draft: RunRequest
  readonly liveRun: LiveRun | null
  /** The run whose dashboard shows; null for none. */
  readonly shownRunId: RunId | null
  /** Runs whose curves lie over those of the shown one. */
  readonly comparedRunIds: readonly RunId[]
  /** Curves of runs that were looked at; those of the live run grow. */
  readonly histories: Readonly<Record<RunId, RunHistory>>
  /** Of the run at work, or of the last one in this tab: they are not kept with a run. */
  readonly predictions: Predictions | null
  readonly trainFailure: Failure | null
}

export interface TrainActions {
  readonly openTraining: () => Promise<void>
  readonly setDraft: (draft: RunRequest) => void
  /** Begins the drafted run. */
  readonly startRun: () => Promise<void>
  /** Goes on with a run that was stopped or whose tab was closed. */
  readonly resumeRun: (id: RunId) => Promise<void>
  readonly pauseRun: () => Promise<void>
  readonly continueRun: () => Promise<void>
  /** Ends the live run after its step, with a checkpoint. */
  readonly stopRun: () => Promise<void>
  readonly scaleLearningRate: (scale: number) => Promise<void>
  readonly showRun: (id: RunId) => Promise<void>
  readonly compareRun: (id: RunId, isCompared: boolean) => Promise<void>
  readonly deleteRun: (id: RunId) => Promise<void>
  /** Keeps a run's best weights in the library of models, and segments pictures with them from now on. */
  readonly segmentWithRun: (id: RunId) => Promise<void>
  readonly exportRun: (
    id: RunId,
    format: RunExportFormat,
  ) => Promise<{ file: Blob; name: string } | null>
}
