import type { TrainerHook } from '../trainerHook.ts'

/** Ends a run after `patience` evaluations in a row without a better one. */
export function createEarlyStopHook(patience: number): TrainerHook {
  let worse = 0
  return {
    name: 'early-stop',
    onEvent: (event, { stop }) => {
      if (event.kind !== 'evaluation') return
      worse = event.isBest ? 0 : worse + 1
      if (worse >= patience) stop('no-better')
    },
    save: () => ({ values: worse }),
    restore: ({ values }) => {
      worse = Number(values)
    },
  }
}
