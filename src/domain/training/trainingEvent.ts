import type { Detection } from '../detection.ts'
import type { Failure } from '../failure.ts'
import type { ObjectScore } from './trainingSettings.ts'

/** One update of the weights. */
export interface StepEvent {
  readonly kind: 'step'
  /** Updates done, from 1. */
  readonly step: number
  /** Sum of the weighted parts. */
  readonly loss: number
  readonly parts: Readonly<Record<string, number>>
  readonly learningRate: number
  /** Length of the gradient before clipping. */
  readonly gradientNorm: number
  readonly images: number
  readonly milliseconds: number
  /** Tensors held, or memory allocated on the GPU where that is known. */
  readonly memoryBytes: number
}

export interface ClassScore {
  readonly name: string
  /** Mask AP over IoU 0.50 to 0.95; null for a class without objects in the held-out pictures. */
  readonly ap: number | null
}

export type Scores = Readonly<Record<ObjectScore, number>>

/** How well pixels are named, over all held-out pictures together; means are over the classes that have a figure. */
export interface PixelScores {
  /** The background is one of the classes. */
  readonly meanIou: number
  readonly dice: number
  /** By label, the background first; null for a class that is neither there nor claimed. */
  readonly classes: readonly {
    readonly name: string
    readonly iou: number | null
    readonly dice: number | null
  }[]
}

/** A look at the held-out pictures. */
export interface EvaluationEvent {
  readonly kind: 'evaluation'
  readonly step: number
  readonly scores: Scores
  readonly classes: readonly ClassScore[]
  /** Of a model that names every pixel; absent for others. */
  readonly semantic?: PixelScores
  readonly pictures: number
  /** How long the look took; absent in records older than it. */
  readonly milliseconds?: number
  readonly isBest: boolean
  /** Whether the averaged weights were looked at. */
  readonly isAverage: boolean
}

/** What the model finds in a held-out picture now. */
export interface PredictedPicture {
  /** Among the held-out pictures. */
  readonly index: number
  readonly width: number
  readonly height: number
  /** [height, width, 3] */
  readonly rgb: Uint8Array
  readonly detections: readonly Detection[]
}

/** A few held-out pictures, looked at again after each evaluation. Not kept with the run. */
export interface PredictionsEvent {
  readonly kind: 'predictions'
  readonly step: number
  readonly pictures: readonly PredictedPicture[]
}

export interface CheckpointEvent {
  readonly kind: 'checkpoint'
  readonly step: number
}

/** The run went on with fewer pictures at a time, because memory ran out. */
export interface SmallerChunkEvent {
  readonly kind: 'smaller-chunk'
  readonly step: number
  readonly chunkSize: number
}

/** The loss or a gradient was not a number: the weights are those of `to` again. */
export interface RollbackEvent {
  readonly kind: 'rollback'
  readonly from: number
  readonly to: number
  readonly failure: Failure
}

export interface EndEvent {
  readonly kind: 'end'
  readonly step: number
  /** `done`: all steps; `no-better`: patience ran out; `asked`: the person stopped it; `diverged`: see the rollback. */
  readonly reason: 'done' | 'no-better' | 'asked' | 'diverged'
}

/** What a run tells, in order. Plain data: it crosses threads and is kept. */
export type TrainingEvent =
  | StepEvent
  | EvaluationEvent
  | PredictionsEvent
  | CheckpointEvent
  | SmallerChunkEvent
  | RollbackEvent
  | EndEvent
