import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { computeOnWebgpu, relativeDifference } from '../../../tools/testing/computeOnWebgpu.ts'
import { installKernels } from '../installKernels.ts'
import { roiAlign, type RoiAlignOptions } from './roiAlign.ts'

interface Case extends RoiAlignOptions {
  readonly shape: [number, number, number, number]
  readonly boxes: number
}

const CASES: Readonly<Record<string, Case>> = {
  'single channels': {
    shape: [2, 7, 9, 3],
    boxes: 11,
    outputSize: 7,
    spatialScale: 0.25,
    samplingRatio: 2,
  },
  'vectors of four': {
    shape: [1, 8, 5, 12],
    boxes: 5,
    outputSize: [3, 5],
    spatialScale: 0.25,
    samplingRatio: 1,
    aligned: true,
  },
  'sixteen channels at once': {
    shape: [2, 13, 17, 32],
    boxes: 40,
    outputSize: 7,
    spatialScale: 0.25,
    samplingRatio: 2,
  },
  'an adaptive ratio': {
    shape: [2, 20, 16, 4],
    boxes: 12,
    outputSize: 4,
    spatialScale: 0.25,
    samplingRatio: 0,
  },
  'an adaptive ratio, aligned': {
    shape: [1, 11, 12, 5],
    boxes: 12,
    outputSize: [2, 3],
    spatialScale: 0.25,
    samplingRatio: -1,
    aligned: true,
  },
  'a map of one cell': {
    shape: [3, 1, 1, 4],
    boxes: 9,
    outputSize: 2,
    spatialScale: 0.25,
    samplingRatio: 3,
  },
  'bins of whole cells': { shape: [1, 28, 28, 4], boxes: -1, outputSize: 7, samplingRatio: 0 },
  'no boxes': { shape: [1, 4, 4, 4], boxes: 0, outputSize: 7 },
}

/** Boxes that reach over the borders, lie outside, are turned inside out, or pad; -1: boxes of whole cells. */
function makeBoxes({ shape: [batch, height, width], boxes, spatialScale = 1 }: Case): tf.Tensor2D {
  if (boxes === -1)
    return tf.tensor2d([
      [0, 0, 0, 14, 14],
      [0, 7, 7, 28, 28],
      [0, 0, 0, 7, 21],
    ])
  const corners = tf.randomUniform([boxes, 4], -0.3, 1.3, 'float32', 7)
  const scaled = tf.mul(corners, tf.div([width, height, width, height], spatialScale))
  const pictures = tf.tensor2d(
    Array.from({ length: boxes }, (_, i) => (i % (batch + 1)) - (i % 4 === 3 ? 1 : 0)),
    [boxes, 1],
  )
  return tf.concat2d([pictures, tf.reshape(scaled, [boxes, 4])], 1)
}

describe('roiAlign on WebGPU', () => {
  beforeAll(() => {
    installKernels()
  })

  it.each(Object.entries(CASES))(
    'computes and backpropagates %s as the CPU does',
    async (_, options) => {
      const { reference, own } = await computeOnWebgpu(() => {
        const features = tf.randomUniform<tf.Rank.R4>(options.shape, -1, 1, 'float32', 3)
        const rois = makeBoxes(options)
        const output = roiAlign(features, rois, options)
        const dy = tf.randomUniform<tf.Rank.R4>(output.shape, -1, 1, 'float32', 4)
        return [output, tf.grad((x) => roiAlign(x as tf.Tensor4D, rois, options))(features, dy)]
      })
      reference.forEach((expected, i) => {
        expect(own[i]?.shape).toEqual(expected.shape)
        expect(relativeDifference(own[i]?.values ?? [], expected.values)).toBeLessThan(1e-5)
      })
      // A case whose answer is all zeros would show nothing.
      expect(
        options.boxes === 0 || reference.every(({ values }) => values.some((value) => value !== 0)),
      ).toBe(true)
    },
  )

  it('answers the same bits on each run', async () => {
    const compute = (): tf.Tensor[] => {
      const features = tf.randomUniform<tf.Rank.R4>([1, 16, 16, 16], -1, 1, 'float32', 5)
      const rois = makeBoxes({ shape: [1, 16, 16, 16], boxes: 60, outputSize: 7 })
      return [
        tf.grad((x) => roiAlign(x as tf.Tensor4D, rois, { outputSize: 7, samplingRatio: 2 }))(
          features,
        ),
      ]
    }
    const first = await computeOnWebgpu(compute)
    const second = await computeOnWebgpu(compute)
    expect(second.own).toEqual(first.own)
  })
})
