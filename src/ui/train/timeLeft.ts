import type { RunHistory } from '../../domain/training/trainingRun.ts'
import type { TrainingSettings } from '../../domain/training/trainingSettings.ts'

/** Steps that the speed is averaged over. */
const RECENT = 20

/** Pictures learned from in a second, of late; 0 before the first step. */
export function picturesPerSecond({ curves }: RunHistory): number {
  const milliseconds = sum(curves.milliseconds.slice(-RECENT))
  return milliseconds === 0 ? 0 : (1000 * sum(curves.images.slice(-RECENT))) / milliseconds
}

/**
 * What is left of a run after `step` updates, milliseconds: its steps as fast as the last ones, its looks at the held-out
 * pictures as long as the last one. 0 when it cannot be said yet.
 */
export function timeLeft(
  { curves, evaluations }: RunHistory,
  { steps, evaluateEvery }: Pick<TrainingSettings, 'steps' | 'evaluateEvery'>,
  step: number,
): number {
  const recent = curves.milliseconds.slice(-RECENT)
  if (recent.length === 0) return 0
  const stepMs = sum(recent) / recent.length
  const lookMs = evaluations.at(-1)?.milliseconds ?? 0
  return (steps - step) * stepMs + looksLeft(steps, evaluateEvery, step) * lookMs
}

/** Looks come every so many steps, and at the end where that is no such step. */
function looksLeft(steps: number, every: number, step: number): number {
  if (step >= steps) return 0
  if (every === 0) return 1
  const regular = Math.floor(steps / every) - Math.floor(step / every)
  return steps % every === 0 ? regular : regular + 1
}

function sum(values: readonly number[] | Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}
