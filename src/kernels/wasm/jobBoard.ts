import { DIVIDED_KERNELS, type KernelExports } from './kernelExports.ts'

/** What a thread is told at its start. */
export interface ThreadStart {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly board: SharedArrayBuffer
  /** 1 and up; 0 is the thread that posts the jobs. */
  readonly thread: number
}

export interface Job {
  /** Index into DIVIDED_KERNELS. */
  readonly kernel: number
  readonly parameters: readonly number[]
  readonly units: number
  readonly threads: number
}

/** Places of the board's integers. */
const GENERATION = 0
const NEXT_UNIT = 1
const DONE = 2
const KERNEL = 3
const UNITS = 4
const CHUNK = 5
const PARAMETER_COUNT = 6
const FAILED = 7
const INTEGERS = 8
const MAX_PARAMETERS = 24

/**
 * One job at a time, in memory that threads share. Each takes small chunks until none is left, so that a thread whose
 * core is busy elsewhere holds nobody up.
 */
export class JobBoard {
  readonly buffer: SharedArrayBuffer
  readonly #integers: Int32Array
  readonly #parameters: Float64Array

  constructor(buffer = new SharedArrayBuffer(INTEGERS * 4 + MAX_PARAMETERS * 8)) {
    this.buffer = buffer
    this.#integers = new Int32Array(buffer, 0, INTEGERS)
    this.#parameters = new Float64Array(buffer, INTEGERS * 4, MAX_PARAMETERS)
  }

  /** Only when the job before is done. */
  post({ kernel, parameters, units, threads }: Job): void {
    const integers = this.#integers
    this.#parameters.set(parameters)
    integers[PARAMETER_COUNT] = parameters.length
    integers[KERNEL] = kernel
    integers[UNITS] = units
    // Four chunks a thread, in fours: the matrix product works on four rows at once.
    const share = Math.ceil(units / (threads * 4))
    integers[CHUNK] = units > threads * 16 ? Math.ceil(share / 4) * 4 : 1
    integers[NEXT_UNIT] = 0
    integers[DONE] = 0
    integers[FAILED] = 0
    Atomics.add(integers, GENERATION, 1)
    Atomics.notify(integers, GENERATION)
  }

  /**
   * Sleeps until a job is posted that is newer than `seen`; answers its generation. Being woken is no proof of one: the
   * poster may be held up between raising the generation and waking, while this thread has long done that job.
   */
  awaitJob(seen: number): number {
    for (;;) {
      const now = Atomics.load(this.#integers, GENERATION)
      if (now !== seen) return now
      Atomics.wait(this.#integers, GENERATION, seen)
    }
  }

  /** Takes part in the posted job until no unit is left. */
  work(functions: KernelExports, thread: number): void {
    const integers = this.#integers
    const name = DIVIDED_KERNELS[integers[KERNEL] ?? 0]
    if (name === undefined) throw new Error('A job names no kernel.')
    const parameters = [...this.#parameters.subarray(0, integers[PARAMETER_COUNT])]
    const units = integers[UNITS] ?? 0
    const chunk = integers[CHUNK] ?? 1
    for (;;) {
      const first = Atomics.add(integers, NEXT_UNIT, chunk)
      if (first >= units) return
      functions[name](...parameters, first, Math.min(first + chunk, units), thread)
    }
  }

  /** @param failed whether this thread's kernel trapped: its part of the answer is missing */
  reportDone(failed: boolean): void {
    if (failed) Atomics.store(this.#integers, FAILED, 1)
    Atomics.add(this.#integers, DONE, 1)
    Atomics.notify(this.#integers, DONE)
  }

  /** @throws WebAssembly.RuntimeError when a kernel trapped in one of the others, as it would have here */
  awaitOthers(count: number): void {
    for (;;) {
      const done = Atomics.load(this.#integers, DONE)
      if (done === count) break
      Atomics.wait(this.#integers, DONE, done)
    }
    if (Atomics.load(this.#integers, FAILED) !== 0) {
      throw new WebAssembly.RuntimeError('a kernel trapped in another thread')
    }
  }
}
