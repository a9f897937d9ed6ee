import { DIVIDED_KERNELS, type DividedKernel, type KernelExports } from './kernelExports.ts'
import { JobBoard, type ThreadStart } from './jobBoard.ts'
import { isShared, type WasmKernels } from './kernelModule.ts'

/** Threads that wait for kernels to run. The thread that asks works too, and returns when all is done. */
export class KernelThreads {
  readonly #board: JobBoard
  readonly #functions: KernelExports
  readonly #workers: readonly Worker[]

  private constructor(board: JobBoard, functions: KernelExports, workers: readonly Worker[]) {
    this.#board = board
    this.#functions = functions
    this.#workers = workers
  }

  /** @param count threads in all, the caller's among them */
  static async start(kernels: WasmKernels, count: number): Promise<KernelThreads> {
    const board = new JobBoard()
    const workers = await Promise.all(
      Array.from({ length: count - 1 }, (_, i) =>
        startWorker({
          module: kernels.module,
          memory: kernels.memory,
          board: board.buffer,
          thread: i + 1,
        }),
      ),
    )
    return new KernelThreads(board, kernels.functions, workers)
  }

  get count(): number {
    return this.#workers.length + 1
  }

  run(name: DividedKernel, parameters: readonly number[], units: number): void {
    const kernel = DIVIDED_KERNELS.indexOf(name)
    this.#board.post({ kernel, parameters, units, threads: this.count })
    this.#board.work(this.#functions, 0)
    this.#board.awaitOthers(this.#workers.length)
  }

  stop(): void {
    for (const worker of this.#workers) worker.terminate()
  }
}

/**
 * Gives the kernels of a backend more threads, where its memory is shared (a cross-origin isolated page). Only for
 * workers: a page's own thread must not wait.
 *
 * @returns how many threads there are now
 */
export async function startKernelThreads(kernels: WasmKernels, count: number): Promise<number> {
  kernels.useThreads(undefined)
  if (count > 1 && isShared(kernels.memory)) {
    kernels.useThreads(await KernelThreads.start(kernels, count))
  }
  return kernels.threadCount
}

function startWorker(start: ThreadStart): Promise<Worker> {
  const worker = new Worker(new URL('./kernelThread.worker.ts', import.meta.url), {
    type: 'module',
  })
  return new Promise((resolve, reject) => {
    worker.onmessage = () => {
      resolve(worker)
    }
    worker.onerror = (event) => {
      worker.terminate()
      reject(new Error(`A thread for the kernels did not start: ${event.message}`))
    }
    worker.postMessage(start)
  })
}
