import type { TrainerHook } from './trainerHook.ts'

/** The person's hand on a running run: pause, go on, stop, another learning rate. */
export class RunControl {
  #isStopAsked = false
  #scale: number | null = null
  #paused: { readonly promise: Promise<void>; readonly release: () => void } | null = null

  get isPaused(): boolean {
    return this.#paused !== null
  }

  pause(): void {
    if (this.#paused !== null) return
    let release: () => void = () => undefined
    const promise = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#paused = { promise, release }
  }

  resume(): void {
    this.#paused?.release()
    this.#paused = null
  }

  /** Ends the run after the step under way, with a checkpoint. */
  stop(): void {
    this.#isStopAsked = true
    this.resume()
  }

  /** Multiplies the schedule's learning rate from the next step on. */
  scaleLearningRate(scale: number): void {
    this.#scale = scale
  }

  /** Brings the hand to the trainer; goes before the schedule among the hooks. */
  hook(setScale: (scale: number) => void): TrainerHook {
    return {
      name: 'hand',
      beforeStep: async (_start, { signal }) => {
        await this.#untilReleased(signal)
        if (this.#scale !== null) setScale(this.#scale)
        this.#scale = null
      },
      afterStep: async (_end, { stop, signal }) => {
        await this.#untilReleased(signal)
        if (this.#isStopAsked) stop('asked')
      },
    }
  }

  async #untilReleased(signal: AbortSignal): Promise<void> {
    const paused = this.#paused
    if (paused === null) return
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([paused.promise, aborted])
    signal.throwIfAborted()
  }
}
