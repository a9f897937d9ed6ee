import type { Failure } from '../failure.ts'
import type { EvaluationEvent } from './trainingEvent.ts'
import type { TrainingSettings } from './trainingSettings.ts'

export type RunId = string

/** What a run learns from. */
export type RunData =
  /** Pictures of the dataset library; those of the split `val` are held out. */
  | { readonly kind: 'library'; readonly datasetId: string }
  /** Shapes that Limn draws itself, with exact masks: to see training work before there is any data. */
  | {
      readonly kind: 'drawn'
      readonly seed: number
      readonly count: number
      readonly width: number
      readonly height: number
      readonly maxObjects?: number
      /** Half the extent of a shape as a share of the picture's shorter side. */
      readonly radius?: readonly [from: number, to: number]
      /** How many kinds of shapes: discs, then boxes, then triangles. All where not said. */
      readonly kinds?: number
      /** Share of the pictures that are held out. */
      readonly valShare?: number
    }

/** The shapes that the app proposes to see training work. */
export const DRAWN_SHAPES: RunData = {
  kind: 'drawn',
  seed: 1,
  count: 400,
  width: 64,
  height: 64,
  maxObjects: 1,
  radius: [0.15, 0.3],
  valShare: 0.06,
}

/**
 * A model to begin with: Mask R-CNNs from one that learns in a minute to torchvision's own; `pretrained` stands on the
 * COCO detector's body; `cells` is a U-Net that parts touching objects; `fcn` names every pixel on the detector's body.
 */
export type ModelSize = 'tiny' | 'small' | 'large' | 'pretrained' | 'cells' | 'fcn'

/** What a run begins with. */
export type RunStart =
  /** A fresh model with drawn weights. */
  | { readonly kind: 'new'; readonly size: ModelSize }
  /** A model of the library, or one that Limn brings along. */
  | { readonly kind: 'library'; readonly modelId: string }
  /** The best weights of an earlier run of this device; heads of classes it did not know begin anew. */
  | { readonly kind: 'run'; readonly runId: RunId }

/** All it takes to begin a run, or to go on with it: the same request gives the same run. */
export interface RunRequest {
  readonly id: RunId
  readonly name: string
  readonly data: RunData
  readonly start: RunStart
  /** The shorter side of a picture as the network sees it, pixels. */
  readonly imageSize: number
  /** How many stages of the body learn, counted from the top (torchvision's `trainable_backbone_layers`), 0 to 5. */
  readonly trainableStages: number
  /** Layers that stay as they are, by prefixes of their names; none where it is left out. */
  readonly frozen?: readonly string[]
  readonly settings: TrainingSettings
}

export type RunStatus =
  /** At work, or it was when its tab was closed. */
  'running' | 'stopped' | 'done' | 'no-better' | 'diverged' | 'failed'

/** A run as it is kept. Plain JSON. */
export interface RunRecord {
  readonly request: RunRequest
  readonly status: RunStatus
  readonly failure: Failure | null
  /** ISO 8601. */
  readonly createdAt: string
  readonly updatedAt: string
  /** Updates that the last checkpoint holds. */
  readonly step: number
  readonly best: EvaluationEvent | null
  readonly backend: string
  /**
   * Which variant each kernel of the run uses, by shape class: as it was tuned before the first step, and kept when the
   * run goes on. Empty off WebGPU; absent in records older than it.
   */
  readonly tuning?: Readonly<Record<string, string>>
  readonly versions: { readonly limn: string; readonly tensorflow: string }
  /** Changes with the pictures, their labels and the split. */
  readonly dataFingerprint: string
  readonly classes: readonly string[]
  /** All it takes to build the model, as the engine wrote it. */
  readonly architecture: Readonly<Record<string, unknown>>
  /** How many numbers the model has. */
  readonly parameters: number
  readonly pictures: { readonly train: number; readonly heldOut: number }
}

/** A figure of each step; the page's grow in place, so theirs are views on longer buffers. */
export type Curve = readonly number[] | Float64Array

/** The curves of a run, a column a figure; row i of each belongs to the same step. */
export interface RunCurves {
  readonly step: Curve
  readonly loss: Curve
  readonly parts: Readonly<Record<string, Curve>>
  readonly learningRate: Curve
  readonly gradientNorm: Curve
  readonly images: Curve
  readonly milliseconds: Curve
  readonly memoryBytes: Curve
}

export interface RunHistory {
  readonly curves: RunCurves
  readonly evaluations: readonly EvaluationEvent[]
}

export const EMPTY_HISTORY: RunHistory = {
  curves: {
    step: [],
    loss: [],
    parts: {},
    learningRate: [],
    gradientNorm: [],
    images: [],
    milliseconds: [],
    memoryBytes: [],
  },
  evaluations: [],
}
