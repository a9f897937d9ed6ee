import type { RunFiles } from '../data/runs/runStore.ts'
import type { EndEvent, TrainingEvent } from '../domain/training/trainingEvent.ts'
import type { RunHistory } from '../domain/training/trainingRun.ts'
import type { TrainingSettings } from '../domain/training/trainingSettings.ts'
import type { TrainableModel } from '../models/trainableModel.ts'
import { createBatches, type SampleSource, type Vary } from './batches.ts'
import { encodeTensors } from './checkpoint/encodeTensors.ts'
import { evaluateModel } from './evaluateModel.ts'
import { createAverageHook } from './hooks/averageHook.ts'
import { createCheckpointHook } from './hooks/checkpointHook.ts'
import { createEarlyStopHook } from './hooks/earlyStopHook.ts'
import { createEvaluationHook } from './hooks/evaluationHook.ts'
import { createScheduleHook } from './hooks/scheduleHook.ts'
import type { RunControl } from './runControl.ts'
import { HistoryKeeper } from './runHistory.ts'
import { Trainer } from './trainer.ts'
import type { TrainerHook } from './trainerHook.ts'

export const BEST_WEIGHTS = 'best.safetensors'
export const HISTORY_FILE = 'history.json'

export interface TrainRunOptions {
  readonly model: TrainableModel
  readonly train: SampleSource
  readonly heldOut: SampleSource
  readonly vary?: Vary
  readonly settings: TrainingSettings
  /** Where checkpoints, best weights and curves of this run are kept. */
  readonly files: RunFiles
  readonly control: RunControl
  readonly signal: AbortSignal
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>
  readonly memoryBytes?: () => number
  readonly report: (event: TrainingEvent) => void
}

/** Held-out pictures whose detections are shown while the model learns. */
const SHOWN_PICTURES = 4

/**
 * One run with everything that hangs on it. When the run's files hold a checkpoint it goes on from there, so that the
 * same call begins a run, resumes it after a stop, and repeats it after a lost device or a killed tab.
 */
export async function trainRun(options: TrainRunOptions): Promise<EndEvent> {
  const { model, settings, files, control, heldOut, turn, report } = options
  const history = new HistoryKeeper()
  const schedule = createScheduleHook(settings.schedule)
  const average =
    settings.averageDecay === null ? null : createAverageHook(model, settings.averageDecay)
  const checkpoints = createCheckpointHook(
    withHistory(files, () => history.history()),
    settings.checkpointEvery,
  )
  const withBestWeights = <T>(work: () => Promise<T>): Promise<T> =>
    average === null ? work() : average.withAverage(work)
  const evaluation = createEvaluationHook({
    every: settings.evaluateEvery,
    bestBy: settings.bestBy,
    evaluate: async ({ signal, emit }) => {
      const { predicted, ...found } = await withBestWeights(() =>
        evaluateModel(model, heldOut, { signal, turn, keep: SHOWN_PICTURES }),
      )
      emit({ kind: 'predictions', step: trainer.step, pictures: predicted })
      return { ...found, isAverage: average !== null }
    },
    onBest: async () => {
      const weights = await turn(() => withBestWeights(() => model.parameters.save()))
      await files.write(BEST_WEIGHTS, encodeTensors(weights))
    },
  })
  const log: TrainerHook = {
    name: 'log',
    onEvent: (event) => {
      if (event.kind === 'step') history.addStep(event)
      if (event.kind === 'evaluation') history.addEvaluation(event)
      if (event.kind === 'rollback') history.goBackTo(event.to)
      report(event)
    },
  }
  const trainer = new Trainer({
    model,
    batches: createBatches(options.train, {
      seed: settings.seed,
      ...(options.vary && { vary: options.vary }),
    }),
    settings,
    hooks: [
      // The log hears of a step before the hooks that act on it.
      log,
      control.hook(schedule.setScale),
      schedule,
      ...(average === null ? [] : [average]),
      ...(heldOut.count === 0 ? [] : [evaluation]),
      ...(settings.patience === null ? [] : [createEarlyStopHook(settings.patience)]),
      checkpoints,
    ],
    lastGood: checkpoints.lastGood,
    turn,
    ...(options.memoryBytes && { memoryBytes: options.memoryBytes }),
  })
  try {
    const checkpoint = await checkpoints.latest()
    if (checkpoint !== null) {
      await turn(() => Promise.resolve().then(() => trainer.restore(checkpoint)))
      history.restore(await readHistory(files))
      history.goBackTo(checkpoint.step)
    }
    return await trainer.run(options.signal)
  } finally {
    trainer.dispose()
  }
}

/** The curves are written before each checkpoint: those a checkpoint needs are always there. */
function withHistory(files: RunFiles, history: () => RunHistory): RunFiles {
  return {
    read: (name) => files.read(name),
    write: async (name, bytes) => {
      await files.write(HISTORY_FILE, new TextEncoder().encode(JSON.stringify(history())))
      await files.write(name, bytes)
    },
  }
}

/** A run without readable curves goes on without its past. */
export async function readHistory(files: RunFiles): Promise<RunHistory> {
  const file = await files.read(HISTORY_FILE)
  if (file === null) return new HistoryKeeper().history()
  // We wrote it; a damaged file is no reason to lose the weights beside it.
  try {
    return JSON.parse(new TextDecoder().decode(file)) as RunHistory
  } catch {
    return new HistoryKeeper().history()
  }
}
