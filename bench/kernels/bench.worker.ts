import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { installKernels } from '../../src/kernels/installKernels.ts'
import { asWasm, kernelsOf } from '../../src/kernels/wasm/kernelModule.ts'
import { startKernelThreads } from '../../src/kernels/wasm/kernelThreads.ts'
import { asWebgpu } from '../../src/kernels/webgpu/asWebgpu.ts'
import { tuneKernels } from '../../src/kernels/tuning/tuneKernels.ts'
import { listenToQuestions, type TuningRequest } from '../../src/kernels/tuning/tuning.ts'
import { memoryTuningStore } from '../../src/kernels/tuning/tuningStore.ts'
import { LAYERS } from './layers.ts'
import { PASSES, preparePasses, type Pass } from './passes.ts'

export interface KernelBenchOptions {
  readonly backend: 'webgpu' | 'wasm'
  readonly rounds: number
  /** Only layers whose network or name contains it. */
  readonly only: string
  readonly isOwnOnly: boolean
}

export interface PassResult {
  readonly network: string
  readonly layer: string
  readonly pass: Pass
  readonly gigaflops: number
  /** Of one run each round. */
  readonly ownMs: readonly number[]
  /** Empty where TensorFlow.js has no such kernel. */
  readonly stockMs: readonly number[]
}

export interface KernelBenchResult {
  readonly setting: string
  readonly passes: readonly PassResult[]
}

/** Layers of less work run several times for one reading, whose wait would else be most of what is measured. */
const LEAST_GIGAFLOPS = 0.05

const tuningStore = memoryTuningStore()

self.onmessage = ({ data }: MessageEvent<KernelBenchOptions>) => {
  bench(data).then(
    (result) => self.postMessage(result),
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      self.postMessage({ error: text })
    },
  )
}

async function bench(options: KernelBenchOptions): Promise<KernelBenchResult> {
  const { backend, rounds, only, isOwnOnly } = options
  installKernels()
  const setting = backend === 'wasm' ? await startWasm() : await startWebgpu()
  const passes: PassResult[] = []
  for (const layer of LAYERS) {
    if (!`${layer.network} ${layer.what}`.includes(only)) continue
    const prepared = preparePasses(layer)
    const { own, stock, gigaflops } = prepared
    for (const pass of PASSES) {
      if (backend === 'webgpu') await tune(own[pass])
      const runs = Math.ceil(LEAST_GIGAFLOPS / gigaflops)
      const times = await inTurns({ rounds, runs }, own[pass], isOwnOnly ? null : stock[pass])
      passes.push({ network: layer.network, layer: layer.what, pass, gigaflops, ...times })
      const speeds = [times.ownMs, times.stockMs].map((all) =>
        all.length === 0 ? 'none' : ((gigaflops / Math.min(...all)) * 1e3).toFixed(2),
      )
      console.log(`${layer.network}: ${layer.what}, ${pass}: ${speeds.join(' | ')} GFLOP/s`)
    }
    prepared.dispose()
  }
  return { setting, passes }
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

/** As the engine does when it warms up. */
async function tune(run: () => tf.Tensor): Promise<void> {
  const requests: TuningRequest[] = []
  const stopListening = listenToQuestions((request) => requests.push(request))
  await timeOf(run, 1)
  stopListening()
  await tuneKernels(requests, { store: tuningStore, budgetMs: Infinity })
}

/** Each once to compile, then in turns, so that a busy machine slows both. */
async function inTurns(
  { rounds, runs }: { rounds: number; runs: number },
  own: () => tf.Tensor,
  stock: (() => tf.Tensor) | null,
): Promise<{ ownMs: number[]; stockMs: number[] }> {
  const ownMs: number[] = []
  const stockMs: number[] = []
  for (let round = -1; round < rounds; round++) {
    const times = [
      await timeOf(own, runs),
      stock === null ? NaN : await timeOf(stock, runs),
    ] as const
    if (round === -1) continue
    ownMs.push(times[0])
    if (stock !== null) stockMs.push(times[1])
  }
  return { ownMs, stockMs }
}

/** Milliseconds of one of `runs` that are asked for at once, as a training step asks for all of its layers. */
async function timeOf(run: () => tf.Tensor, runs: number): Promise<number> {
  const start = performance.now()
  for (let i = 1; i < runs; i++) run().dispose()
  const first = tf.tidy(() => tf.slice(tf.reshape(run(), [-1]), [0], [1]))
  // One value is read, which waits for all that was asked of the device.
  await first.data()
  const ms = performance.now() - start
  first.dispose()
  return ms / runs
}
