import { learningRateAt, type Schedule } from '../../domain/training/schedule.ts'
import type { TrainerHook } from '../trainerHook.ts'

export interface ScheduleHook extends TrainerHook {
  /** Multiplies the schedule from the next step on: the hand of the person on a running run. */
  readonly setScale: (scale: number) => void
}

/** Sets the learning rate of every step. */
export function createScheduleHook(schedule: Schedule): ScheduleHook {
  let scale = 1
  return {
    name: 'schedule',
    setScale: (value) => {
      scale = value
    },
    beforeStep: ({ step }, { setLearningRate }) =>
      setLearningRate(learningRateAt(schedule, step) * scale),
    save: () => ({ values: { scale } }),
    restore: ({ values }) => {
      if (typeof values === 'object' && values !== null && 'scale' in values) {
        scale = Number(values['scale'])
      }
    },
  }
}
