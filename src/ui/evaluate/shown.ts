import type { Example } from '../../domain/evaluation.ts'

/** Pictures to look at in the large view, and what to look at in the first. */
export interface Shown {
  readonly title: string
  readonly imageIds: readonly number[]
  readonly example: Example | null
}
