import * as tf from '@tensorflow/tfjs-core'
import { LimnError, toFailure } from '../domain/failure.ts'
import { createRandom } from '../domain/random.ts'
import type { EndEvent, StepEvent, TrainingEvent } from '../domain/training/trainingEvent.ts'
import type { TrainingSettings } from '../domain/training/trainingSettings.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import { nextMacrotask } from '../models/nextMacrotask.ts'
import type { Batches } from './batches.ts'
import type { TrainingCheckpoint } from './checkpoint/trainingCheckpoint.ts'
import type { LearningModel } from './learningModel.ts'
import { NonFiniteError } from './nonFinite.ts'
import { ParameterUpdater, type UpdaterSettings } from './parameterUpdater.ts'
import { stepGradients, type StepGradients } from './stepGradients.ts'
import type { HookState, TrainerControls, TrainerHook } from './trainerHook.ts'

export type TrainerSettings = UpdaterSettings &
  Pick<TrainingSettings, 'seed' | 'steps' | 'batchSize' | 'chunkSize' | 'lossWeights'>

export interface TrainerOptions {
  readonly model: LearningModel
  readonly batches: Batches
  readonly settings: TrainerSettings
  /** In the order they are called. One of them sets the learning rate. */
  readonly hooks: readonly TrainerHook[]
  /** Runs work on tensors when it is this run's turn on the device; whatever breaks the device becomes a failure. */
  readonly turn?: <T>(work: () => Promise<T>) => Promise<T>
  readonly memoryBytes?: () => number
  /**
   * The latest checkpoint whose weights gave a finite loss, given that `step` updates were done when one did not.
   * Null when there is none.
   */
  readonly lastGood?: (step: number) => Promise<TrainingCheckpoint | null>
}

/**
 * The training loop, and nothing else: before a step, the step, after the step. Schedules, evaluation, checkpoints,
 * averages and early stopping hang on it as hooks. It always stands between two steps: a step that is cancelled or fails
 * leaves weights, optimizer, data order and random numbers as they were.
 */
export class Trainer {
  readonly #options: TrainerOptions
  readonly #updater: ParameterUpdater
  /** What the model samples with. */
  readonly #random: ReturnType<typeof createRandom>
  #step = 0
  #chunkSize: number
  #learningRate = 0
  #stopReason: 'no-better' | 'asked' | null = null

  constructor(options: TrainerOptions) {
    this.#options = options
    const { model, settings } = options
    this.#updater = new ParameterUpdater(model, settings)
    this.#random = createRandom(settings.seed)
    this.#chunkSize = Math.min(settings.chunkSize, settings.batchSize)
  }

  /** Updates done. */
  get step(): number {
    return this.#step
  }

  /**
   * Trains until all steps are done, a hook stops it, it diverges, or `signal` aborts (which throws). Can be called
   * again afterwards to go on.
   */
  async run(signal: AbortSignal): Promise<EndEvent> {
    const controls = this.#begin(signal)
    while (this.#step < this.#options.settings.steps && this.#stopReason === null) {
      try {
        await this.#oneStep(controls)
      } catch (thrown) {
        if (!(thrown instanceof NonFiniteError)) throw thrown
        await this.#rollBack(thrown, controls)
        return this.#end('diverged', controls)
      }
      // A message (a cancel, above all) is received only when the event loop turns.
      await nextMacrotask()
    }
    for (const { atEnd } of this.#options.hooks) await atEnd?.(this.#step, controls)
    return this.#end(this.#stopReason ?? 'done', controls)
  }

  async checkpoint(): Promise<TrainingCheckpoint> {
    const { model, batches, hooks } = this.#options
    const states: Record<string, HookState> = {}
    for (const { name, save } of hooks) if (save !== undefined) states[name] = await save()
    return {
      step: this.#step,
      chunkSize: this.#chunkSize,
      batches: batches.state(),
      modelRandom: this.#random.state(),
      weights: await model.parameters.save(),
      optimizer: await this.#updater.save(),
      hooks: states,
    }
  }

  /** Goes back, or forward, to where the checkpoint was made. */
  restore(checkpoint: TrainingCheckpoint): void {
    const { model, batches, hooks } = this.#options
    this.#step = checkpoint.step
    this.#chunkSize = checkpoint.chunkSize
    batches.restore(checkpoint.batches)
    this.#random.restore(checkpoint.modelRandom)
    model.parameters.load(checkpoint.weights)
    this.#updater.restore(checkpoint.optimizer)
    for (const { name, restore } of hooks) {
      const state = checkpoint.hooks[name]
      if (state !== undefined) restore?.(state)
    }
  }

  /** Frees the optimizer's memory and the hooks'; the model is the caller's. */
  dispose(): void {
    this.#updater.dispose()
    for (const { dispose } of this.#options.hooks) dispose?.()
  }

  async #oneStep(controls: TrainerControls): Promise<void> {
    controls.signal.throwIfAborted()
    await this.#beforeStep(controls)
    const event = await this.#takeStep(controls)
    await this.#afterStep(event, controls)
  }

  async #beforeStep(controls: TrainerControls): Promise<void> {
    for (const { beforeStep } of this.#options.hooks) {
      await beforeStep?.({ step: this.#step }, controls)
    }
  }

  async #takeStep({ signal, turn, emit }: TrainerControls): Promise<StepEvent> {
    const { batches, settings, memoryBytes } = this.#options
    const started = performance.now()
    const before = { batches: batches.state(), random: this.#random.state() }
    try {
      const samples = await batches.next(settings.batchSize)
      signal.throwIfAborted()
      const { gradients, norm, parts, loss } = await this.#gradients(samples, {
        signal,
        turn,
        emit,
        random: before.random,
      })
      const learningRate = this.#learningRate
      try {
        await turn(() =>
          Promise.resolve().then(() => this.#updater.apply(gradients, norm, learningRate)),
        )
      } finally {
        tf.dispose([...gradients.values()])
      }
      this.#step += 1
      return {
        kind: 'step',
        step: this.#step,
        loss,
        parts,
        learningRate,
        gradientNorm: norm,
        images: samples.length,
        milliseconds: performance.now() - started,
        memoryBytes: memoryBytes?.() ?? tf.memory().numBytes,
      }
    } catch (thrown) {
      batches.restore(before.batches)
      this.#random.restore(before.random)
      throw thrown
    }
  }

  async #afterStep(event: StepEvent, controls: TrainerControls): Promise<void> {
    controls.emit(event)
    for (const { afterStep } of this.#options.hooks) {
      await afterStep?.({ step: this.#step, event }, controls)
    }
  }

  /** Halves the chunk when memory runs out, and takes the same step again. */
  async #gradients(
    samples: readonly TrainingSample[],
    {
      signal,
      turn,
      emit,
      random,
    }: Pick<TrainerControls, 'signal' | 'turn' | 'emit'> & { readonly random: number },
  ): Promise<StepGradients> {
    const { model, settings } = this.#options
    for (;;) {
      let made: StepGradients | null = null
      try {
        return await turn(async () => {
          made = await stepGradients(model, {
            samples,
            chunkSize: this.#chunkSize,
            lossWeights: settings.lossWeights,
            random: this.#random,
            step: this.#step + 1,
            signal,
          })
          return made
        })
      } catch (thrown) {
        // A graphics device says only after the work that it had no memory for it.
        freeGradients(made)
        const failure = toFailure(thrown)
        if (failure.reason !== 'out-of-memory' || signal.aborted) throw thrown
        if (this.#chunkSize === 1) {
          throw new LimnError(
            {
              ...failure,
              remedy: 'Choose a smaller image size or a smaller model; close other tabs.',
            },
            { cause: thrown },
          )
        }
        this.#chunkSize = Math.floor(this.#chunkSize / 2)
        this.#random.restore(random)
        emit({ kind: 'smaller-chunk', step: this.#step, chunkSize: this.#chunkSize })
      }
    }
  }

  async #rollBack({ failure }: NonFiniteError, { emit }: TrainerControls): Promise<void> {
    const from = this.#step
    const good = await this.#options.lastGood?.(from)
    if (good !== undefined && good !== null) this.restore(good)
    emit({ kind: 'rollback', from, to: this.#step, failure })
  }

  #end(reason: EndEvent['reason'], { emit }: TrainerControls): EndEvent {
    const event: EndEvent = { kind: 'end', step: this.#step, reason }
    emit(event)
    return event
  }

  #begin(signal: AbortSignal): TrainerControls {
    const { hooks, turn = atOnce } = this.#options
    this.#stopReason = null
    const controls: TrainerControls = {
      signal,
      turn,
      setLearningRate: (rate) => {
        this.#learningRate = rate
      },
      stop: (reason) => {
        this.#stopReason = reason
      },
      checkpoint: () => turn(() => this.checkpoint()),
      emit: (event: TrainingEvent) => {
        for (const { onEvent } of hooks) onEvent?.(event, controls)
      },
    }
    return controls
  }
}

function freeGradients(made: StepGradients | null): void {
  if (made !== null) tf.dispose([...made.gradients.values()])
}

function atOnce<T>(work: () => Promise<T>): Promise<T> {
  return work()
}
