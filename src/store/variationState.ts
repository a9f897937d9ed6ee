import type { Failure } from '../domain/failure.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'

/** Training pictures varied as the drafted run would vary them. */
export interface Variation {
  readonly pictures: readonly TrainingSample[]
  /** Names by label, from 1. */
  readonly classes: readonly string[]
  /** Whether the pictures are as they are, not varied. */
  readonly isPlain: boolean
  readonly isDrawing: boolean
  readonly failure: Failure | null
}

export interface VariationState {
  readonly variation: Variation
}

export interface VariationActions {
  /**
   * Draws a few of the pictures that the drafted run would learn from first. `draw` counts from 0, the run itself; others
   * are other pictures with other draws. With `isPlain` they are left as they are. The latest call wins.
   */
  readonly drawVariation: (options: { draw: number; isPlain: boolean }) => Promise<void>
}
