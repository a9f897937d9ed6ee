/** Which way a batch goes through a network. */
export interface Pass {
  /** Whether batch norms use, and gather, the statistics of this batch. */
  readonly isTraining: boolean
}

export const RUN: Pass = { isTraining: false }
export const TRAIN: Pass = { isTraining: true }
