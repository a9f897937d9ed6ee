import type { RunRecord } from '../../domain/training/trainingRun.ts'

/** What became of a run, one sentence. */
export function statusText({ status, step, request, failure }: RunRecord, isLive: boolean): string {
  const { steps } = request.settings
  if (isLive) return 'At work'
  switch (status) {
    case 'running':
      return `Interrupted; it can go on from step ${step} of ${steps}`
    case 'stopped':
      return `Stopped at step ${step} of ${steps}`
    case 'done':
      return `Done: all ${steps} steps`
    case 'no-better':
      return `Ended at step ${step}: no better for a while`
    case 'diverged':
      return `Ran away; back at step ${step}`
    case 'failed':
      return failure === null ? 'Failed' : failure.message
  }
}

/** "0.512"; a dash where there is nothing yet. */
export function scoreText(score: number | null | undefined): string {
  return score === null || score === undefined ? '–' : score.toFixed(3)
}

/** Short for axes and tiles: 0.003 stays, 0.000286 becomes 2.9e-4. */
export function rateText(rate: number): string {
  return rate === 0 || rate >= 1e-3 ? String(Number(rate.toPrecision(3))) : rate.toExponential(1)
}
