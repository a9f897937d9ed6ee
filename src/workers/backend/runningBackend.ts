import type { Failure } from '../../domain/failure.ts'
import type { BackendName } from '../protocol.ts'

/** A TensorFlow.js backend that is installed and in use. */
export interface RunningBackend {
  readonly name: BackendName
  /** As a person reads it: "WebGPU on google swiftshader", "WASM with 4 threads". */
  readonly title: string
  /** WASM threads in use; 0 on other backends. */
  readonly threads: number
  /** Adapter vendor and architecture on WebGPU, empty elsewhere. */
  readonly adapter: string
  /** Bytes allocated on the GPU, pooled buffers included; null elsewhere. */
  readonly gpuBytes: () => number | null
  /**
   * Runs work on tensors. Whatever breaks the backend below it (a lost device, an invalid program, memory) becomes a
   * failure with a sentence; only a result that no such error touched comes through.
   */
  readonly guard: <T>(work: () => Promise<T>) => Promise<T>
  /**
   * Compiles the programs that `work` will need, side by side and without running them; null where nothing is
   * compiled. What `work` reads meanwhile is zeros.
   */
  readonly precompile:
    ((work: () => Promise<void>, onProgress: CompileProgress) => Promise<void>) | null
  /** Frees it. Every tensor on it is gone. */
  readonly close: () => void
}

export type CompileProgress = (done: number, total: number) => void

/** The call must be repeated in a new worker: this one's runtime is gone. */
export function deviceLost(what: string): Failure {
  return {
    reason: 'device-lost',
    message: what,
    remedy: 'Limn starts the engine again by itself; if it keeps happening, choose WASM.',
  }
}
