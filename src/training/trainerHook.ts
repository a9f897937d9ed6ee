import type { StepEvent, TrainingEvent } from '../domain/training/trainingEvent.ts'
import type { Json } from '../domain/dataset.ts'
import type { StoredTensor } from '../models/checkpoint/safetensors.ts'
import type { TrainingCheckpoint } from './checkpoint/trainingCheckpoint.ts'

export interface StepStart {
  /** Updates done so far. */
  readonly step: number
}

export interface StepEnd {
  /** Updates done, this one included. */
  readonly step: number
  readonly event: StepEvent
}

/** What a hook may do to the run it hangs on. */
export interface TrainerControls {
  readonly signal: AbortSignal
  readonly setLearningRate: (rate: number) => void
  /** Ends the run after this step. */
  readonly stop: (reason: 'no-better' | 'asked') => void
  /** Tells everyone who listens, the hooks among them. */
  readonly emit: (event: TrainingEvent) => void
  /** Reads everything a run needs to go on from here. */
  readonly checkpoint: () => Promise<TrainingCheckpoint>
  /** Runs work on tensors when it is this run's turn on the device. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>
}

/** What a hook wants kept in the checkpoint. */
export interface HookState {
  readonly values?: Json
  readonly tensors?: ReadonlyMap<string, StoredTensor>
}

/** Something that happens around the steps of a run. All of it is optional. */
export interface TrainerHook {
  /** Unique among the hooks of a run; its place in the checkpoint. */
  readonly name: string
  readonly beforeStep?: (start: StepStart, controls: TrainerControls) => void | Promise<void>
  readonly afterStep?: (end: StepEnd, controls: TrainerControls) => void | Promise<void>
  /** Called once when the run ends by itself, before the end is told. */
  readonly atEnd?: (step: number, controls: TrainerControls) => void | Promise<void>
  readonly onEvent?: (event: TrainingEvent, controls: TrainerControls) => void
  readonly save?: () => HookState | Promise<HookState>
  readonly restore?: (state: HookState) => void
  /** Frees tensors. */
  readonly dispose?: () => void
}
