import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { convolution } from '../convolution/convolution.ts'
import { installKernels } from '../installKernels.ts'
import { tuneKernels } from './tuneKernels.ts'
import { clearChoices, listenToQuestions, type TuningRequest } from './tuning.ts'
import { memoryTuningStore } from './tuningStore.ts'

/** What a training step of one layer asks. */
async function collectRequests(): Promise<TuningRequest[]> {
  const requests: TuningRequest[] = []
  const stopListening = listenToQuestions((request) => requests.push(request))
  const loss = tf.tidy(() => {
    const x = tf.randomUniform<tf.Rank.R4>([2, 16, 18, 16], -1, 1, 'float32', 1)
    const filter = tf.randomUniform<tf.Rank.R4>([3, 3, 16, 32], -1, 1, 'float32', 2)
    const gradients = tf.grads((a, b) =>
      tf.sum(convolution(a as tf.Tensor4D, b as tf.Tensor4D, { padding: 1 })),
    )([x, filter])
    return tf.addN(gradients.map((gradient) => tf.sum(gradient)))
  })
  await loss.data()
  loss.dispose()
  stopListening()
  return requests
}

describe('the tuning of kernels', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('webgpu')
  })
  afterEach(clearChoices)

  it('measures every shape class once, keeps the fastest and remembers it', async () => {
    const store = memoryTuningStore()
    const requests = await collectRequests()
    expect(new Set(requests.map(({ kernel }) => kernel)).size).toBe(3)
    const before = tf.memory().numTensors
    const progress: number[] = []
    const options = {
      store,
      budgetMs: 60_000,
      onProgress: (done: number) => progress.push(done),
    }
    expect(await tuneKernels(requests, options)).toBe(3)
    expect(progress).toEqual([0, 1, 2])
    expect(tf.memory().numTensors).toBe(before)
    clearChoices()
    expect(await tuneKernels(requests, options)).toBe(0)
  })

  it('takes what took least time', async () => {
    const requests = (await collectRequests()).filter(({ kernel }) => kernel === 'LimnConvolution')
    const [request] = requests
    const variants = request?.variants ?? []
    const last = variants.at(-1) ?? ''
    expect(variants.length).toBeGreaterThan(1)
    const kept = new Map<string, ReadonlyMap<string, string>>()
    let call = 0
    await tuneKernels(requests, {
      store: {
        read: () => Promise.resolve(new Map()),
        write: (key, choices) => Promise.resolve(void kept.set(key, new Map(choices))),
      },
      budgetMs: 60_000,
      // The later the variant, the faster it seems.
      time: (_, run) => {
        run().dispose()
        return Promise.resolve(100 - (call++ % variants.length))
      },
    })
    expect([...kept.values()].map((choices) => choices.get(request?.shapeClass ?? ''))).toEqual([
      last,
    ])
  })

  it('stops at its budget and keeps what it knows by then', async () => {
    const requests = await collectRequests()
    const store = memoryTuningStore()
    let clock = 0
    const options = {
      store,
      budgetMs: 5,
      now: () => clock,
      time: (_: object, run: () => tf.Tensor) => {
        clock += 1
        run().dispose()
        return Promise.resolve(1)
      },
    }
    expect(await tuneKernels(requests, options)).toBe(1)
    clock = 0
    expect(await tuneKernels(requests, { ...options, budgetMs: 1e9 })).toBe(2)
  })

  it('keeps the default where all take as long, and forgets a variant that is gone', async () => {
    const [request] = await collectRequests()
    if (request === undefined) throw new Error('A convolution asks something.')
    const written: (string | undefined)[] = []
    const measured = await tuneKernels([request], {
      store: {
        read: () => Promise.resolve(new Map([[request.shapeClass, 'of an older version']])),
        write: (_, choices) => Promise.resolve(void written.push(choices.get(request.shapeClass))),
      },
      budgetMs: 60_000,
      time: (_, run) => {
        run().dispose()
        return Promise.resolve(1)
      },
    })
    expect(measured).toBe(1)
    expect(written).toEqual([request.variants[0]])
  })
})
