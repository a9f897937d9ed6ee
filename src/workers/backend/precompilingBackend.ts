import * as tf from '@tensorflow/tfjs-core'
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { CompileProgress } from './runningBackend.ts'
import { trimBufferPool } from './trimBufferPool.ts'

/** TensorFlow.js makes pipelines and runs none of them while this flag is set. */
const COMPILE_ONLY = 'WEBGPU_ENGINE_COMPILE_ONLY'

/** Idle bytes that are always left alone. */
const SMALL_POOL_BYTES = 512 * 2 ** 20

type RunArguments = Parameters<WebGPUBackend['runWebGPUProgram']>

/** A WebGPU backend that can compile ahead and tell how far it is, and whose pool of idle buffers has a bound. */
export class PrecompilingBackend extends WebGPUBackend {
  readonly #pending = new Set<Promise<unknown>>()
  /** The most that was in use at once. */
  #peakBytes = 0

  /** Dry-runs `work` and waits for the pipelines it asked for, which the browser compiles side by side. */
  async precompile(work: () => Promise<void>, onProgress: CompileProgress): Promise<void> {
    tf.env().set(COMPILE_ONLY, true)
    try {
      await work()
      const pending = [...this.#pending]
      let done = 0
      onProgress(0, pending.length)
      for (const pipeline of pending) {
        void pipeline.then(
          () => onProgress(++done, pending.length),
          // Told by the wait for all of them.
          () => undefined,
        )
      }
      await this.checkCompileCompletionAsync()
    } finally {
      this.#pending.clear()
      tf.env().set(COMPILE_ONLY, false)
    }
  }

  override runWebGPUProgram(...[program, ...rest]: RunArguments) {
    const output = super.runWebGPUProgram(program, ...rest)
    if (program.pipeline instanceof Promise) this.#pending.add(program.pipeline)
    return output
  }

  override submitQueue(): void {
    this.#peakBytes = Math.max(this.#peakBytes, this.bufferManager.numBytesUsed)
    super.submitQueue()
    // A loop over equal shapes must find all of its buffers again.
    trimBufferPool(this.bufferManager, Math.max(SMALL_POOL_BYTES, 2 * this.#peakBytes))
  }

  /** No buffer is needed for what is not computed: a dry run of everything would ask for gigabytes. */
  override uploadToGPU(dataId: object): void {
    if (!isDry()) super.uploadToGPU(dataId)
  }

  /** Small tensors are computed on the processor when they are there; without a buffer all look as if they were. */
  override shouldExecuteOnCPU(inputs: tf.TensorInfo[], sizeThreshold?: number): boolean {
    if (isDry() && !inputs.every((input) => this.#hasValues(input))) return false
    return super.shouldExecuteOnCPU(inputs, sizeThreshold)
  }

  /** Nothing was computed: zeros. */
  override read(dataId: object): Promise<tf.backend_util.BackendValues> {
    const { shape, dtype } = this.tensorMap.get(dataId)
    if (!isDry() || this.#hasValues({ dataId })) return super.read(dataId)
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return super.read(dataId)
    return Promise.resolve(tf.util.makeZerosTypedArray(tf.util.sizeFromShape(shape), dtype))
  }

  #hasValues({ dataId }: Pick<tf.TensorInfo, 'dataId'>): boolean {
    // Null or undefined, though the type says neither.
    return Boolean(this.tensorMap.get(dataId).values)
  }
}

function isDry(): boolean {
  return tf.env().getBool(COMPILE_ONLY)
}
