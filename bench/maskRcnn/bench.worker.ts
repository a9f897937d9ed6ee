import '../../src/kernels/installGradients.ts'
import { createRandom } from '../../src/domain/random.ts'
import { SGD_DEFAULTS } from '../../src/domain/training/optimizerSettings.ts'
import type { MaskRcnn } from '../../src/models/maskRcnn/maskRcnn.ts'
import { ParameterUpdater } from '../../src/training/parameterUpdater.ts'
import { stepGradients } from '../../src/training/stepGradients.ts'
import { sampleOfScene } from '../../tools/testing/sampleOfScene.ts'
import { architectureOf, buildFilled } from '../../tools/testing/torchvisionModel.ts'
import { drawScene } from '../../tools/testing/torchvisionScene.ts'
import { allocatedBytes, countDispatches, startBackend, tuneFor } from '../backend.ts'
import { useStockConvolutions } from '../trainingStep/stockConvolutions.ts'
import { CONFIGURATIONS, type Configuration, type ConfigurationName } from './configurations.ts'

export interface MaskRcnnBenchOptions {
  readonly backend: 'webgpu' | 'wasm'
  readonly configuration: ConfigurationName
  readonly steps: number
  /** Steps after those, at whose memory one looks. */
  readonly memorySteps: number
  readonly isOwnOnly: boolean
  /** Measures TensorFlow.js's convolutions from their first run on, programs compiled in it: they take minutes. */
  readonly isCold: boolean
}

export interface MaskRcnnRun {
  readonly what: string
  readonly stepMs: readonly number[]
  readonly detectMs: readonly number[]
  /** Programs of one step and of one detection, on WebGPU. */
  readonly dispatches: readonly (number | null)[]
  /** Allocated after each step, pooled buffers included (on WASM: of tensors). */
  readonly megabytes: readonly number[]
}

export interface MaskRcnnBenchResult {
  readonly setting: string
  readonly runs: readonly MaskRcnnRun[]
}

const LEARNING_RATE = 1e-4

self.onmessage = ({ data }: MessageEvent<MaskRcnnBenchOptions>) => {
  bench(data).then(
    (result) => self.postMessage(result),
    (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      self.postMessage({ error: text })
    },
  )
}

async function bench(options: MaskRcnnBenchOptions): Promise<MaskRcnnBenchResult> {
  const setting = await startBackend(options.backend)
  const { configuration, isCold } = options
  const work = prepare(CONFIGURATIONS[configuration])
  if (options.backend === 'webgpu') {
    await tuneFor(async () => {
      await work.step()
      await work.detect()
    })
  }
  const runs = [await measure("Limn's", work, options)]
  // On WASM TensorFlow.js has no filter gradient: it cannot take the step.
  if (options.backend === 'webgpu' && !options.isOwnOnly) {
    useStockConvolutions()
    runs.push(await measure("TensorFlow.js's", work, { ...options, memorySteps: 0 }, isCold))
  }
  return { setting, runs }
}

interface Work {
  readonly step: () => Promise<void>
  readonly detect: () => Promise<void>
}

/** A step as the trainer takes it, with SGD and momentum, and the detection of one picture. */
function prepare({ model: settings, seed, batch, picture }: Configuration): Work {
  const architecture = architectureOf(settings)
  const { limits } = architecture
  const { perImage, positiveShare } = limits.boxSampling
  // As many rows for masks as there can be positives.
  const maskSamples = perImage * positiveShare
  const model: MaskRcnn = buildFilled(
    { ...architecture, limits: { ...limits, maskSamples } },
    { seed, overrides: {} },
  )
  const samples = batch.map(sampleOfScene)
  const { width, height, rgb } = drawScene(picture)
  const updater = new ParameterUpdater(model, {
    optimizer: SGD_DEFAULTS,
    weightDecay: 1e-4,
    decaysVectors: true,
    backboneScale: 1,
    clipNorm: null,
  })
  const { signal } = new AbortController()
  const random = createRandom(1)
  let step = 0
  return {
    step: async () => {
      const { gradients, norm } = await stepGradients(model, {
        ...{ samples, chunkSize: samples.length, lossWeights: {}, random, signal },
        step: step++,
      })
      updater.apply(gradients, norm, LEARNING_RATE)
      for (const gradient of gradients.values()) gradient.dispose()
    },
    detect: async () => {
      await model.detect({ width, height, data: rgb })
    },
  }
}

async function measure(
  what: string,
  work: Work,
  { steps, memorySteps }: MaskRcnnBenchOptions,
  isCold = false,
): Promise<MaskRcnnRun> {
  const dispatches: (number | null)[] = []
  const megabytes: number[] = []
  const timesOf = async (job: () => Promise<void>, after?: () => void): Promise<number[]> => {
    const counted = countDispatches()
    const times: number[] = []
    const begun = performance.now()
    // The first compiles.
    await job()
    dispatches.push(counted())
    if (isCold) times.push(performance.now() - begun)
    console.log(what, Math.round(performance.now() - begun), 'ms the first time')
    for (let i = times.length; i < steps; i++) {
      const start = performance.now()
      await job()
      times.push(performance.now() - start)
      after?.()
    }
    return times
  }
  const look = (): void => void megabytes.push(allocatedBytes() / 2 ** 20)
  const detectMs = await timesOf(work.detect)
  const stepMs = await timesOf(work.step, look)
  for (let i = 0; i < memorySteps; i++) {
    await work.step()
    look()
    if (i % 20 === 19) console.log(what, megabytes.length, 'steps', megabytes.at(-1), 'MB')
  }
  return { what, stepMs, detectMs, dispatches, megabytes }
}
