import type { Json } from '../../domain/dataset.ts'
import type { StoredTensor } from '../../models/checkpoint/safetensors.ts'
import type { BatchesState } from '../batches.ts'
import type { HookState } from '../trainerHook.ts'

/** Memory of the optimizer for one parameter, in ordinary memory. */
export interface StoredMemory {
  readonly step: number
  readonly slots: Readonly<Record<string, StoredTensor>>
}

/** Everything a run needs to go on as if it had never stopped. */
export interface TrainingCheckpoint {
  readonly step: number
  readonly chunkSize: number
  readonly batches: BatchesState
  /** State of the stream the model samples from. */
  readonly modelRandom: number
  readonly weights: ReadonlyMap<string, StoredTensor>
  readonly optimizer: ReadonlyMap<string, StoredMemory>
  readonly hooks: Readonly<Record<string, HookState>>
}

/** The part of a checkpoint that is no tensor. */
export interface CheckpointHeader {
  readonly version: 1
  readonly step: number
  readonly chunkSize: number
  readonly batches: BatchesState
  readonly modelRandom: number
  readonly optimizerSteps: Readonly<Record<string, number>>
  readonly hooks: Readonly<Record<string, Json>>
}
