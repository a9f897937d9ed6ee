import * as tf from '@tensorflow/tfjs-core'
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { fail, LimnError } from '../../domain/failure.ts'
import { asWasm, hasSimd, kernelsOf } from '../../kernels/wasm/kernelModule.ts'
import { startKernelThreads } from '../../kernels/wasm/kernelThreads.ts'
import { refuseNullAddress } from './refuseNullAddress.ts'
import { registerBackend } from './registerBackend.ts'
import { deviceLost, type RunningBackend } from './runningBackend.ts'

/** More threads than this wait for each other more than they compute. */
const MAX_THREADS = 8

setWasmPaths({
  'tfjs-backend-wasm.wasm': plainUrl,
  'tfjs-backend-wasm-simd.wasm': simdUrl,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
})
/** Kept, because removing a backend forgets how to make it. */
const createWasm = tf.findBackendFactory('wasm')

/** WASM with SIMD, and with threads where the page is cross-origin isolated. */
export async function openWasm(
  threads: number = threadsFor(navigator.hardwareConcurrency),
): Promise<RunningBackend> {
  if (typeof WebAssembly === 'undefined') {
    fail('backend-unavailable', 'This browser has no WebAssembly.', 'Use a current browser.')
  }
  if (!hasSimd()) {
    fail(
      'backend-unavailable',
      'The WebAssembly of this browser has no SIMD.',
      'Use a current browser; until then Limn computes in plain JavaScript, which is very slow.',
    )
  }
  setThreadsCount(threads)
  try {
    await registerBackend('wasm', createWasm)
  } catch (thrown) {
    throw new LimnError(
      {
        reason: 'backend-unavailable',
        message: `WASM could not be started (${detailOf(thrown)}).`,
        remedy: 'Check the connection and reload the page.',
      },
      { cause: thrown },
    )
  }
  refuseNullAddress(asWasm(tf.backend()).wasm)
  const kernels = kernelsOf(asWasm(tf.backend()))
  // The models' time is spent in our own kernels; TensorFlow.js has a pool of its own for the rest.
  const inUse = await startKernelThreads(kernels, threads)
  return {
    name: 'wasm',
    title: `WASM with ${inUse} thread${inUse === 1 ? '' : 's'}`,
    threads: inUse,
    adapter: '',
    gpuBytes: () => null,
    guard: guardWasm,
    precompile: null,
    close: () => {
      kernels.useThreads(undefined)
      tf.removeBackend('wasm')
    },
  }
}

/** One core is left to the page, except where that would leave a single thread. */
export function threadsFor(cores: number): number {
  return cores <= 2 ? Math.max(1, cores) : Math.min(cores - 1, MAX_THREADS)
}

/** After a trap the WASM heap is in no known state: only a new worker helps. */
async function guardWasm<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (!(thrown instanceof WebAssembly.RuntimeError)) throw thrown
    throw new LimnError(deviceLost(`The WASM engine stopped (${thrown.message}).`), {
      cause: thrown,
    })
  }
}

function detailOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
    return String(thrown.message)
  }
  return String(thrown)
}
