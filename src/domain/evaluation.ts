import type { Box } from './box.ts'
import type { DatasetId, SplitName } from './dataset.ts'
import type { Outline } from './instance.ts'

/** What is compared: boxes or masks. COCO's words. */
export type EvaluatedShape = 'bbox' | 'segm'

/** Detections of one model on one dataset, kept on this device. */
export interface EvaluationRecord {
  readonly id: string
  readonly datasetId: DatasetId
  readonly datasetName: string
  /** Null for all images. */
  readonly split: SplitName | null
  readonly modelName: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly imageCount: number
  readonly detectionCount: number
  /** mAP of masks and of boxes, -1 without ground truth. */
  readonly headline: Readonly<Record<EvaluatedShape, number>>
}

/** Precision at each of 101 recalls, 0 to 1. */
export interface PrecisionCurve {
  readonly precision: readonly number[]
  /** The score at which each recall is reached, 0 where it is not. */
  readonly scores: readonly number[]
}

export interface ClassFigures {
  readonly categoryId: number
  readonly name: string
  readonly truthCount: number
  /** -1 each where the class has no ground truth in the setting. */
  readonly ap: number
  readonly ap50: number
  readonly ap75: number
  readonly apBySize: readonly [small: number, medium: number, large: number]
  readonly recall: number
  /** At IoU 0.5; null without ground truth. */
  readonly curve: PrecisionCurve | null
}

/** Everything about an evaluation that no slider changes. */
export interface EvaluationSummary {
  readonly record: EvaluationRecord
  readonly shape: EvaluatedShape
  /** The twelve numbers of COCO's table. */
  readonly stats: readonly number[]
  readonly classes: readonly ClassFigures[]
  /** Mean over the classes at IoU 0.5, 0.75 and over all thresholds. */
  readonly curves: readonly { readonly name: string; readonly precision: readonly number[] }[]
}

/** What can be wrong with a detection (Bolya et al., TIDE, ECCV 2020), and what is right. */
export type DetectionKind =
  | 'hit'
  | 'classification'
  | 'localisation'
  | 'both'
  | 'duplicate'
  | 'background'
  /** On a crowd: neither right nor wrong. */
  | 'ignored'

export type ErrorKind = Exclude<DetectionKind, 'hit' | 'ignored'> | 'missed'

export const ERROR_KINDS: readonly ErrorKind[] = [
  'classification',
  'localisation',
  'both',
  'duplicate',
  'background',
  'missed',
]

export interface ErrorShare {
  readonly kind: ErrorKind
  readonly count: number
  /** How much AP at the chosen IoU would rise if every such error were mended alone. */
  readonly apLost: number
}

/** Rows are true classes, columns predicted ones, both in the order of `names`; the last is the background. */
export interface ConfusionMatrix {
  readonly names: readonly string[]
  /** [rows, columns] */
  readonly counts: readonly (readonly number[])[]
  /** Images behind each cell, at most 200. */
  readonly images: readonly (readonly (readonly number[])[])[]
}

export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly meanScore: number
  /** Share of the detections that hit. */
  readonly precision: number
}

export interface Calibration {
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error: mean distance of score and precision, weighted by count. */
  readonly error: number
}

/** One found or missed object, to be looked at. */
export interface Example {
  readonly kind: DetectionKind | 'missed'
  readonly imageId: number
  /** Position in the results; null for what was missed. */
  readonly detection: number | null
  /** Position in the annotations; null where there is no true object. */
  readonly truth: number | null
  readonly score: number | null
  /** Overlap of the two, 0 where there is one only. */
  readonly iou: number
  readonly predicted: string | null
  readonly actual: string | null
  readonly box: Box
}

export type Suspicion = 'missing-label' | 'wrong-class' | 'loose-outline'

/** An example where the label, not the model, may be wrong; most likely first. */
export interface LabelDoubt {
  readonly suspicion: Suspicion
  readonly likelihood: number
  readonly example: Example
}

/** Precision and recall of all classes together when detections count from a score on. */
export interface OperatingPoint {
  readonly score: number
  readonly precision: number
  readonly recall: number
}

/** What the sliders change: everything at one score and one IoU. */
export interface ErrorView {
  readonly score: number
  readonly iou: number
  readonly hits: number
  readonly falseAlarms: number
  readonly missed: number
  /** 0 to 1; null where nothing was found. */
  readonly precision: number | null
  /** 0 to 1; null where there is nothing to find. */
  readonly recall: number | null
  /** By falling score, at most some hundreds; empty where there is nothing to find. */
  readonly operating: readonly OperatingPoint[]
  readonly errors: readonly ErrorShare[]
  readonly confusion: ConfusionMatrix
  readonly calibration: Calibration
  /** Each worst first, at most 200. */
  readonly examples: Readonly<Record<'hits' | 'falseAlarms' | 'missed', readonly Example[]>>
  readonly doubts: readonly LabelDoubt[]
}

/** One object of a picture as the gallery draws it. */
export interface ShownObject {
  readonly index: number
  readonly name: string
  readonly score: number | null
  readonly box: Box
  readonly outline: Outline
}

/** A picture with what is true and what was found in it. */
export interface ShownPicture {
  readonly imageId: number
  readonly name: string
  readonly picture: Blob
  readonly truths: readonly ShownObject[]
  readonly found: readonly ShownObject[]
}
