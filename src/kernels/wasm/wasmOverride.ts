import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'

export type KernelRun = Parameters<KernelConfig['kernelFunc']>[0]

/** A faster way for the common cases of a kernel that TensorFlow.js has on WebAssembly. */
export interface WasmOverride {
  readonly kernelName: string
  /** Undefined for cases that are left to TensorFlow.js. */
  readonly compute: (run: KernelRun) => TensorInfo | undefined
}
