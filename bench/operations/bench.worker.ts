import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { installKernels } from '../../src/kernels/installKernels.ts'
import { asWasm, kernelsOf } from '../../src/kernels/wasm/kernelModule.ts'
import { startKernelThreads } from '../../src/kernels/wasm/kernelThreads.ts'
import { makeCases } from './cases.ts'

export interface OperationBenchOptions {
  readonly backend: 'webgpu' | 'wasm'
  readonly rounds: number
  /** Only operations whose name contains it. */
  readonly only: string
  /** Threads of WebAssembly. */
  readonly threads: number
}

export interface OperationResult {
  readonly name: string
  readonly gigaflops: number
  readonly ownMs: number
  /** Null where TensorFlow.js has no such operation. */
  readonly stockMs: number | null
}

export interface OperationBenchResult {
  readonly setting: string
  readonly operations: readonly OperationResult[]
}

self.onmessage = ({ data }: MessageEvent<OperationBenchOptions>) => {
  bench(data).then(
    (result) => {
      self.postMessage(result)
    },
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      self.postMessage({ error: text })
    },
  )
}

async function bench(options: OperationBenchOptions): Promise<OperationBenchResult> {
  const { backend, rounds, threads, only } = options
  if (backend === 'wasm') {
    setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/')
    setThreadsCount(threads)
  }
  await tf.setBackend(backend)
  const cases = makeCases().filter(({ name }) => name.includes(only))
  const stock = new Map<string, number>()
  for (const { isStock, name, run } of cases) {
    if (isStock) stock.set(name, await best(rounds, run))
  }
  installKernels()
  if (backend === 'wasm') await startKernelThreads(kernelsOf(asWasm(tf.backend())), threads)
  const operations: OperationResult[] = []
  for (const { name, gigaflops, run } of cases) {
    const ownMs = await best(rounds, run)
    operations.push({ name, gigaflops, ownMs, stockMs: stock.get(name) ?? null })
  }
  return { setting: backend === 'wasm' ? `WASM, ${threads} threads` : 'WebGPU', operations }
}

/** The shortest of some runs, after one that compiles: what others do on the machine only ever adds. */
async function best(rounds: number, run: () => tf.Tensor): Promise<number> {
  let shortest = Infinity
  for (let round = -1; round < rounds; round++) {
    const start = performance.now()
    const first = tf.tidy(() => tf.slice(tf.reshape(run(), [-1]), [0], [1]))
    // One value is read, which waits for all that was asked of the device.
    await first.data()
    if (round >= 0) shortest = Math.min(shortest, performance.now() - start)
    first.dispose()
  }
  return shortest
}
