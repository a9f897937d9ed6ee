import type { Failure } from '../domain/failure.ts'
import type { RunFit } from '../domain/training/runFit.ts'

export interface FitState {
  /** Whether the drafted run fits into memory; null until it is known. */
  readonly fit: RunFit | null
  readonly fitFailure: Failure | null
}

export interface FitActions {
  /** Estimates the drafted run. The latest call wins. */
  readonly estimateFit: () => Promise<void>
}
