import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { installKernels } from '../../../src/kernels/installKernels.ts'
import { asWasm, kernelsOf } from '../../../src/kernels/wasm/kernelModule.ts'
import { startKernelThreads } from '../../../src/kernels/wasm/kernelThreads.ts'
import { checkOperation } from './checkOperation.ts'
import { OPERATIONS } from './operations.ts'

/** What the spec asks of this worker: one operation on one backend. */
export interface OperationRequest {
  readonly backend: 'webgpu' | 'wasm'
  readonly operation: string
  /** Of random shapes. */
  readonly seeds: readonly number[]
}

export interface OperationReport {
  readonly checked: number
  /** Sentences, one a case that failed. */
  readonly failures: readonly string[]
}

let started: string | undefined

self.onmessage = async ({ data }: MessageEvent<OperationRequest>) => {
  const failures: string[] = []
  let checked = 0
  try {
    await start(data.backend)
    const operation = OPERATIONS.find(({ name }) => name === data.operation)
    if (operation === undefined) throw new Error(`There is no operation ${data.operation}.`)
    const all = [
      ...Object.entries(operation.cases),
      ...data.seeds.map(operation.random).map(({ title, make }) => [title, make] as const),
    ]
    for (const [title, make] of all) {
      checked++
      await checkOperation(make()).catch((error: unknown) => {
        failures.push(`${title}: ${messageOf(error)}`)
      })
    }
  } catch (error) {
    failures.push(messageOf(error))
  }
  self.postMessage({ checked, failures } satisfies OperationReport)
}

/** With three threads on WebAssembly, whatever the cores: they divide the work that one thread does in other specs. */
async function start(backend: OperationRequest['backend']): Promise<void> {
  if (started === backend) return
  installKernels()
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  })
  await tf.setBackend(backend)
  if (backend === 'wasm') await startKernelThreads(kernelsOf(asWasm(tf.backend())), 3)
  started = backend
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
