import type { EvaluationEvent } from '../../domain/training/trainingEvent.ts'
import type { BestBy } from '../../domain/training/trainingSettings.ts'
import type { TrainerControls, TrainerHook } from '../trainerHook.ts'

export type Evaluation = Pick<
  EvaluationEvent,
  'scores' | 'classes' | 'semantic' | 'pictures' | 'isAverage'
>

export interface EvaluationHookOptions {
  /** Steps between two evaluations, of which the first comes before any step; 0 for only at the end. */
  readonly every: number
  readonly bestBy: BestBy
  readonly evaluate: (controls: TrainerControls) => Promise<Evaluation>
  /** Told when the weights are the best so far, before the event is. */
  readonly onBest: (event: EvaluationEvent, controls: TrainerControls) => Promise<void>
}

/** Looks at the held-out pictures before the first step, every so often, and at the end; remembers the best. */
export function createEvaluationHook(options: EvaluationHookOptions): TrainerHook {
  const { every, bestBy, evaluate, onBest } = options
  let best = -Infinity
  let evaluatedAt = -1

  const look = async (step: number, controls: TrainerControls): Promise<void> => {
    const started = performance.now()
    const evaluation = await evaluate(controls)
    const milliseconds = performance.now() - started
    const score = scoreOf(evaluation, bestBy)
    const isBest = score > best
    if (isBest) best = score
    evaluatedAt = step
    const event: EvaluationEvent = { kind: 'evaluation', step, isBest, milliseconds, ...evaluation }
    if (isBest) await onBest(event, controls)
    controls.emit(event)
  }

  return {
    name: 'evaluation',
    beforeStep: async ({ step }, controls) => {
      if (every > 0 && step === 0 && evaluatedAt < 0) await look(0, controls)
    },
    afterStep: async ({ step }, controls) => {
      if (every > 0 && step % every === 0) await look(step, controls)
    },
    atEnd: async (step, controls) => {
      if (step > evaluatedAt) await look(step, controls)
    },
    save: () => ({ values: { best: Number.isFinite(best) ? best : null, evaluatedAt } }),
    restore: ({ values }) => {
      if (typeof values !== 'object' || values === null || !('best' in values)) return
      best = values['best'] === null ? -Infinity : Number(values['best'])
      evaluatedAt = Number(values['evaluatedAt'])
    },
  }
}

/** A model that does not name every pixel has no mean IoU: its masks count instead. */
function scoreOf({ scores, semantic }: Evaluation, bestBy: BestBy): number {
  return bestBy === 'meanIou' ? (semantic?.meanIou ?? scores.maskMap) : scores[bestBy]
}
