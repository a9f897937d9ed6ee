import type * as tf from '@tensorflow/tfjs-core'
import type { Draw, DrawnInput } from '../../../tools/testing/operations/draw.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { roiAlignReference } from '../../../tools/testing/roiAlignReference.ts'
import { roiAlign } from './roiAlign.ts'

interface Options {
  readonly features: readonly [batch: number, height: number, width: number, channels: number]
  readonly boxes: number
  readonly outputSize: readonly [number, number]
  readonly samplingRatio: number
  readonly aligned: boolean
  /** Instead of drawn ones: picture, then corners. */
  readonly rois?: readonly (readonly number[])[]
}

const seven = { outputSize: [7, 7], samplingRatio: 2, aligned: false } as const

export const roiAlignSpec = specifyOperation<Options>({
  name: 'roiAlign',
  cases: {
    'single channels': { ...seven, features: [2, 7, 9, 3], boxes: 11 },
    'vectors of four': {
      ...{ features: [1, 8, 5, 12], boxes: 5, outputSize: [3, 5], samplingRatio: 1, aligned: true },
    },
    'sixteen channels at once': { ...seven, features: [2, 13, 17, 32], boxes: 20 },
    'an adaptive ratio': {
      ...{ features: [2, 20, 16, 4], boxes: 12, outputSize: [4, 4] },
      ...{ samplingRatio: 0, aligned: false },
    },
    'an adaptive ratio, aligned': {
      ...{ features: [1, 11, 12, 5], boxes: 12, outputSize: [2, 3] },
      ...{ samplingRatio: -1, aligned: true },
    },
    'a map of one cell': { ...seven, features: [3, 1, 1, 4], boxes: 9, outputSize: [2, 2] },
    'bins of whole cells': {
      ...{ ...seven, features: [1, 28, 28, 4], boxes: 3, samplingRatio: 0 },
      rois: [
        [0, 0, 0, 56, 56],
        [0, 28, 28, 112, 112],
        [0, 0, 0, 28, 84],
      ],
    },
    'boxes that pad': {
      ...{ ...seven, features: [2, 5, 6, 4], boxes: 3 },
      rois: [
        [-1, 0, 0, 9, 9],
        [1, 2, 3, 17, 13],
        [2, 0, 0, 9, 9],
      ],
    },
    'no boxes': { ...seven, features: [1, 4, 4, 4], boxes: 0 },
  },
  any: (draw) => ({
    features: [draw.integer(1, 3), draw.integer(1, 9), draw.integer(1, 9), draw.integer(1, 17)],
    boxes: draw.integer(0, 6),
    outputSize: [draw.integer(1, 4), draw.integer(1, 4)],
    samplingRatio: draw.integer(-1, 3),
    aligned: draw.toss(),
  }),
  make: ({ features, rois: given, ...options }, draw) => {
    const settings = { ...options, spatialScale: 0.25 }
    const drawn = drawRois(draw, features, options.boxes)
    const boxes =
      given === undefined ? drawn : { ...drawn, values: Float32Array.from(given.flat()) }
    return {
      inputs: [draw.values(features), boxes],
      compute: (maps, rois) => roiAlign(maps as tf.Tensor4D, rois as tf.Tensor2D, settings),
      reference: (maps = [], rois = []) => [
        roiAlignReference(maps, rois, { ...settings, featureShape: features }),
      ],
      shapes: [[options.boxes, ...options.outputSize, features[3]]],
    }
  },
})

/** Boxes that reach over the borders, lie outside, or are turned inside out. */
function drawRois(
  draw: Draw,
  [batch, height, width]: Options['features'],
  boxes: number,
): DrawnInput {
  const { values } = draw.values([boxes, 5], -0.3, 1.3)
  for (let i = 0; i < values.length; i++) {
    if (i % 5 === 0) values[i] = draw.integer(0, batch - 1)
    else values[i] = (values[i] ?? 0) * (i % 5 === 1 || i % 5 === 3 ? width : height) * 4
  }
  return { shape: [boxes, 5], values, isFixed: true }
}
