import type { Augmentation } from './augmentation.ts'
import type { HeadLosses } from './headLosses.ts'
import type { OptimizerSettings } from './optimizerSettings.ts'
import type { Schedule } from './schedule.ts'
import type { SemanticLoss } from './semanticLoss.ts'

/** The figure that says which weights of a run are the best. */
export type BestBy = ObjectScore | 'meanIou'

/** COCO's figures of the objects found. */
export type ObjectScore = 'maskMap' | 'maskMap50' | 'boxMap' | 'boxMap50'

/** Everything that decides how a run goes, besides the model and the data. Plain JSON. */
export interface TrainingSettings {
  /** The same seed gives the same run on the same backend. */
  readonly seed: number
  /** Updates of the weights. */
  readonly steps: number
  /** Pictures behind one update. */
  readonly batchSize: number
  /** Pictures in the device's memory at a time; a smaller number needs less memory and gives the same update. */
  readonly chunkSize: number
  readonly optimizer: OptimizerSettings
  readonly schedule: Schedule
  readonly weightDecay: number
  /** Whether biases and norms are pulled to zero too. */
  readonly decaysVectors: boolean
  /** The pretrained body learns at this share of the learning rate. */
  readonly backboneScale: number
  /** Longest gradient an update may follow; null for any. */
  readonly clipNorm: number | null
  /** Keeps a running average of the weights that forgets at this rate; null for none. */
  readonly averageDecay: number | null
  /** Multiplies a part of the loss by its name; 1 when absent. */
  readonly lossWeights: Readonly<Record<string, number>>
  /** What the heads of a Mask R-CNN minimise; torchvision's losses when absent. */
  readonly headLosses?: HeadLosses
  /** What a model that names every pixel minimises: the sum of these; its own losses when absent. */
  readonly semanticLosses?: readonly SemanticLoss[]
  readonly augmentation: Augmentation
  /** Steps between two looks at the held-out pictures; 0 for only at the end. */
  readonly evaluateEvery: number
  /** Steps between two checkpoints. */
  readonly checkpointEvery: number
  readonly bestBy: BestBy
  /** Ends the run after this many evaluations without a better one; null for never. */
  readonly patience: number | null
}
