import type { Tensor1D } from '@tensorflow/tfjs-core'
import type { Random } from '../../domain/random.ts'

/** Which way a batch goes through a network. */
export interface Pass {
  /** Whether batch norms use, and gather, the statistics of this batch. */
  readonly isTraining: boolean
  /** [batch] 1 for rows of the batch that count in its statistics, 0 for padding; all count where it is left out. */
  readonly rows?: Tensor1D
  /** Draws what dropout leaves out; without it nothing is left out. */
  readonly random?: Random
}

export const RUN: Pass = { isTraining: false }
export const TRAIN: Pass = { isTraining: true }
