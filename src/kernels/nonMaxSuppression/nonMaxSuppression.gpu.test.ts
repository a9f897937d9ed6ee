import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { computeOnWebgpu } from '../../../tools/testing/computeOnWebgpu.ts'
import { installKernels } from '../installKernels.ts'
import {
  batchedNonMaxSuppression,
  nonMaxSuppression,
  type NonMaxSuppressionOptions,
} from './nonMaxSuppression.ts'

interface Case extends NonMaxSuppressionOptions {
  readonly boxes: number
  readonly classes?: number
  /** Different scores, so that few of them tie or many do. */
  readonly scores: number
}

const CASES: Readonly<Record<string, Case>> = {
  'a few boxes': { boxes: 5, scores: 100, iouThreshold: 0.5 },
  'one word of boxes': { boxes: 32, scores: 4, iouThreshold: 0.3 },
  'boxes that end within a word': { boxes: 333, scores: 1000, iouThreshold: 0.5 },
  'a thousand boxes': { boxes: 1000, scores: 1e6, iouThreshold: 0.7 },
  'more words than lanes': { boxes: 2500, scores: 50, iouThreshold: 0.4 },
  classes: { boxes: 700, scores: 1000, classes: 5, iouThreshold: 0.5 },
  'a threshold of scores and a short answer': {
    boxes: 400,
    scores: 20,
    iouThreshold: 0.5,
    scoreThreshold: 0.3,
    maxOutputSize: 33,
  },
  'a long answer': {
    boxes: 70,
    scores: 20,
    iouThreshold: 0.1,
    scoreThreshold: 0.5,
    maxOutputSize: 200,
  },
  'an answer of no length': { boxes: 70, scores: 20, iouThreshold: 0.1, maxOutputSize: 0 },
  'no boxes': { boxes: 0, scores: 1, iouThreshold: 0.5, maxOutputSize: 3 },
}

/** Boxes at multiples of a quarter, whose areas float32 holds exactly: no rounding can part the backends. */
function compute({ boxes, classes, scores, ...options }: Case): tf.Tensor[] {
  const quarters = (low: number, high: number, seed: number): tf.Tensor2D =>
    tf.div(tf.floor(tf.randomUniform<tf.Rank.R2>([boxes, 2], low, high, 'float32', seed)), 4)
  const corners = quarters(0, 400, 1)
  const boxTensor = tf.concat2d([corners, tf.add<tf.Tensor2D>(corners, quarters(40, 160, 2))], 1)
  const scoreTensor = tf.div<tf.Tensor1D>(
    tf.floor(tf.randomUniform([boxes], 0, scores, 'float32', 3)),
    scores,
  )
  const classTensor = tf.cast(
    tf.randomUniform<tf.Rank.R1>([boxes], 0, classes ?? 1, 'float32', 4),
    'int32',
  )
  const { indices, count } =
    classes === undefined
      ? nonMaxSuppression(boxTensor, scoreTensor, options)
      : batchedNonMaxSuppression(boxTensor, scoreTensor, classTensor, options)
  return [indices, count]
}

describe('non-maximum suppression on WebGPU', () => {
  beforeAll(() => {
    installKernels()
  })

  it.each(Object.entries(CASES))(
    'keeps of %s what the CPU keeps, in its order',
    async (_, options) => {
      const { reference, own } = await computeOnWebgpu(() => compute(options))
      expect(own.map(({ shape }) => shape)).toEqual(reference.map(({ shape }) => shape))
      expect(Array.from(own[1]?.values ?? [])).toEqual(Array.from(reference[1]?.values ?? []))
      expect(Array.from(own[0]?.values ?? [])).toEqual(Array.from(reference[0]?.values ?? []))
    },
  )

  it('leaves out scores that are no number, and keeps those that are endless', async () => {
    const { own } = await computeOnWebgpu(() => {
      const boxes = tf.tensor2d([
        [0, 0, 1, 1],
        [2, 0, 3, 1],
        [4, 0, 5, 1],
        [6, 0, 7, 1],
      ])
      const scores = tf.tensor1d([-Infinity, NaN, Infinity, -0])
      return [nonMaxSuppression(boxes, scores, { iouThreshold: 0.5 }).indices]
    })
    expect(Array.from(own[0]?.values ?? [])).toEqual([2, 3, 0, -1])
  })

  it('reads nothing back', async () => {
    await tf.setBackend('webgpu')
    const backend = tf.backend()
    const inputs = tf.tidy(
      () =>
        [
          tf.relu(tf.randomUniform<tf.Rank.R2>([100, 4], 0, 9, 'float32', 1)),
          tf.relu(tf.randomUniform<tf.Rank.R1>([100], 0, 1, 'float32', 2)),
        ] as const,
    )
    const reads = [vi.spyOn(backend, 'readSync'), vi.spyOn(backend, 'read')]
    const { indices, count } = nonMaxSuppression(inputs[0], inputs[1], { iouThreshold: 0.5 })
    for (const read of reads) {
      expect(read).not.toHaveBeenCalled()
      read.mockRestore()
    }
    expect((await count.data())[0]).toBeGreaterThan(0)
    tf.dispose([inputs[0], inputs[1], indices, count])
  })

  it('refuses more boxes than the device compares', async () => {
    await tf.setBackend('webgpu')
    tf.tidy(() => {
      const boxes = tf.zeros<tf.Rank.R2>([32769, 4])
      expect(() => nonMaxSuppression(boxes, tf.zeros([32769]), { iouThreshold: 0.5 })).toThrow(
        /at most 32768/,
      )
    })
  })
})
