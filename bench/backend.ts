import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { installKernels } from '../src/kernels/installKernels.ts'
import { tuneKernels } from '../src/kernels/tuning/tuneKernels.ts'
import { listenToQuestions, type TuningRequest } from '../src/kernels/tuning/tuning.ts'
import { memoryTuningStore } from '../src/kernels/tuning/tuningStore.ts'
import { asWasm, kernelsOf } from '../src/kernels/wasm/kernelModule.ts'
import { startKernelThreads } from '../src/kernels/wasm/kernelThreads.ts'
import { asWebgpu } from '../src/kernels/webgpu/asWebgpu.ts'

/** Starts a backend with Limn's kernels, as the engine does, and says in what setting. */
export async function startBackend(backend: 'webgpu' | 'wasm'): Promise<string> {
  installKernels()
  return backend === 'wasm' ? startWasm() : startWebgpu()
}

async function startWasm(): Promise<string> {
  const cores = navigator.hardwareConcurrency
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/')
  setThreadsCount(cores)
  await tf.setBackend('wasm')
  const threads = await startKernelThreads(kernelsOf(asWasm(tf.backend())), cores)
  return `WASM, ${threads} threads`
}

async function startWebgpu(): Promise<string> {
  await tf.setBackend('webgpu')
  const { vendor, architecture } = asWebgpu(tf.backend()).device.adapterInfo
  return `WebGPU on ${vendor} ${architecture}`
}

/** Lets the kernels choose their variants for the shapes of one `step`, as at warm-up. */
export async function tuneFor(step: () => Promise<void>): Promise<void> {
  const requests: TuningRequest[] = []
  const stopListening = listenToQuestions((request) => requests.push(request))
  await step()
  stopListening()
  const classes = await tuneKernels(requests, { store: memoryTuningStore(), budgetMs: 60_000 })
  console.log(`tuned ${classes} shape classes`)
}

/** Counts the programs that run until the returned function is called; null off WebGPU. */
export function countDispatches(): () => number | null {
  if (tf.getBackend() !== 'webgpu') return () => null
  const backend = asWebgpu(tf.backend())
  const run = backend.runWebGPUProgram.bind(backend)
  let count = 0
  backend.runWebGPUProgram = (...words) => {
    count++
    return run(...words)
  }
  return () => {
    backend.runWebGPUProgram = run
    return count
  }
}

/** On the GPU, pooled buffers included; on WASM of tensors. */
export function allocatedBytes(): number {
  if (tf.getBackend() !== 'webgpu') return tf.memory().numBytes
  return asWebgpu(tf.backend()).memory().numBytesAllocatedInGPU
}
