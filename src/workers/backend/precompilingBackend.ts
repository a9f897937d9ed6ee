import * as tf from '@tensorflow/tfjs-core'
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { CompileProgress } from './runningBackend.ts'

/** TensorFlow.js makes pipelines and runs none of them while this flag is set. */
const COMPILE_ONLY = 'WEBGPU_ENGINE_COMPILE_ONLY'

type RunArguments = Parameters<WebGPUBackend['runWebGPUProgram']>

/** A WebGPU backend that can compile ahead and tell how far it is. */
export class PrecompilingBackend extends WebGPUBackend {
  readonly #pending = new Set<Promise<unknown>>()

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

  /** Nothing was computed: zeros of the right size, where TensorFlow.js would warn and give nothing. */
  override getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer> {
    if (tf.env().getBool(COMPILE_ONLY)) return Promise.resolve(new ArrayBuffer(buffer.size))
    return super.getBufferData(buffer)
  }
}
