import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import '../../src/kernels/installGradients.ts'
import { installKernels } from '../../src/kernels/installKernels.ts'
import { tuneKernels } from '../../src/kernels/tuning/tuneKernels.ts'
import { listenToQuestions, type TuningRequest } from '../../src/kernels/tuning/tuning.ts'
import { memoryTuningStore } from '../../src/kernels/tuning/tuningStore.ts'
import { asWasm, kernelsOf } from '../../src/kernels/wasm/kernelModule.ts'
import { startKernelThreads } from '../../src/kernels/wasm/kernelThreads.ts'
import { asWebgpu } from '../../src/kernels/webgpu/asWebgpu.ts'
import { addFeaturePyramid } from '../../src/models/backbones/featurePyramid.ts'
import { addResNet, resNet } from '../../src/models/backbones/resnet.ts'
import { TRAIN } from '../../src/models/layers/pass.ts'
import { ParameterStore } from '../../src/models/parameters/parameterStore.ts'
import { useStockConvolutions } from './stockConvolutions.ts'

export interface StepBenchOptions {
  readonly backend: 'webgpu' | 'wasm'
  readonly side: number
  readonly steps: number
  readonly isOwnOnly: boolean
}

export interface StepRun {
  readonly what: string
  readonly stepMs: readonly number[]
  /** Programs that one step runs on WebGPU. */
  readonly dispatches: number | null
  /** Allocated after each step, pooled buffers included (on WASM: of tensors). */
  readonly megabytes: readonly number[]
}

export interface StepBenchResult {
  readonly setting: string
  readonly runs: readonly StepRun[]
}

const LEARNING_RATE = 1e-4

self.onmessage = ({ data }: MessageEvent<StepBenchOptions>) => {
  bench(data).then(
    (result) => self.postMessage(result),
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      self.postMessage({ error: text })
    },
  )
}

async function bench(options: StepBenchOptions): Promise<StepBenchResult> {
  installKernels()
  const setting = options.backend === 'wasm' ? await startWasm() : await startWebgpu()
  const step = makeStep(options.side)
  if (options.backend === 'webgpu') await tune(step)
  const runs = [await measure("Limn's", step, options.steps)]
  // On WASM TensorFlow.js has no filter gradient: it cannot take the step.
  if (options.backend === 'webgpu' && !options.isOwnOnly) {
    useStockConvolutions()
    runs.push(await measure("TensorFlow.js's", step, options.steps))
  }
  return { setting, runs }
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

/** One step: the mean square of all pyramid levels as the loss, all parameters trained, batch norm by the batch. */
function makeStep(side: number): () => Promise<void> {
  const store = new ParameterStore({ seed: 1 })
  const norm = { kind: 'batch', epsilon: 1e-5 } as const
  const body = addResNet(store, 'body', { architecture: resNet('resnet18'), norm })
  const { channels } = body
  const pyramid = addFeaturePyramid(store, 'fpn', { channels, width: 256, norm: undefined })
  const variables = store.trainable().map(({ variable }) => variable)
  const picture = tf.randomUniform<tf.Rank.R4>([1, side, side, 3], -1, 1, 'float32', 1)
  return async () => {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => {
        const levels = pyramid(body.forward(picture, TRAIN), TRAIN)
        return tf.addN(levels.map((level) => tf.mean<tf.Scalar>(tf.square(level))))
      }, variables)
      for (const variable of variables) {
        const gradient = grads[variable.name]
        if (gradient === undefined) throw new Error(`${variable.name} got no gradient.`)
        variable.assign(tf.sub(variable, tf.mul(gradient, LEARNING_RATE)))
      }
      return value
    })
    const [value = NaN] = await loss.data()
    loss.dispose()
    if (!Number.isFinite(value)) throw new Error(`The loss became ${value}.`)
  }
}

async function tune(step: () => Promise<void>): Promise<void> {
  const requests: TuningRequest[] = []
  const stopListening = listenToQuestions((request) => requests.push(request))
  await step()
  stopListening()
  const classes = await tuneKernels(requests, { store: memoryTuningStore(), budgetMs: 60_000 })
  console.log(`tuned ${classes} shape classes`)
}

async function measure(what: string, step: () => Promise<void>, steps: number): Promise<StepRun> {
  const counted = countDispatches()
  await step()
  const dispatches = counted()
  const stepMs: number[] = []
  const megabytes: number[] = []
  for (let i = 0; i < steps; i++) {
    const start = performance.now()
    await step()
    const ms = performance.now() - start
    const allocated = allocatedBytes() / 2 ** 20
    stepMs.push(ms)
    megabytes.push(allocated)
    if (i % 20 === 0) console.log(what, i, Math.round(ms), 'ms', allocated, 'MB')
  }
  return { what, stepMs, dispatches, megabytes }
}

/** Counts the programs that run until the returned function is called; null off WebGPU. */
function countDispatches(): () => number | null {
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

function allocatedBytes(): number {
  if (tf.getBackend() !== 'webgpu') return tf.memory().numBytes
  return asWebgpu(tf.backend()).memory().numBytesAllocatedInGPU
}
