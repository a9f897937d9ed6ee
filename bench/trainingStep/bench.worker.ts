import * as tf from '@tensorflow/tfjs-core'
import '../../src/kernels/installGradients.ts'
import { addFeaturePyramid } from '../../src/models/backbones/featurePyramid.ts'
import { addResNet, resNet } from '../../src/models/backbones/resnet.ts'
import { TRAIN } from '../../src/models/layers/pass.ts'
import { ParameterStore } from '../../src/models/parameters/parameterStore.ts'
import { allocatedBytes, countDispatches, startBackend, tuneFor } from '../backend.ts'
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
  const setting = await startBackend(options.backend)
  const step = makeStep(options.side)
  if (options.backend === 'webgpu') await tuneFor(step)
  const runs = [await measure("Limn's", step, options.steps)]
  // On WASM TensorFlow.js has no filter gradient: it cannot take the step.
  if (options.backend === 'webgpu' && !options.isOwnOnly) {
    useStockConvolutions()
    runs.push(await measure("TensorFlow.js's", step, options.steps))
  }
  return { setting, runs }
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
