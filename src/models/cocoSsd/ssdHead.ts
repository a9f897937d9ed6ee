import * as tf from '@tensorflow/tfjs-core'
import type { WeightReader } from '../checkpoint/weightReader.ts'
import {
  convolve,
  convolveDepthwise,
  readConvolution,
  readDepthwise,
} from '../layers/convolution.ts'
import type { MobileNetFeatures } from './mobileNetV2.ts'

/** Columns of the class scores: the background, then COCO's ids 1 to 90. */
export const SCORE_COLUMNS = 91
/** Channels of the six maps, finest first, and boxes proposed at each of their cells. */
const MAPS = [
  { width: 576, anchors: 3 },
  { width: 1280, anchors: 6 },
  { width: 512, anchors: 6 },
  { width: 256, anchors: 6 },
  { width: 256, anchors: 6 },
  { width: 128, anchors: 6 },
] as const
/** Channels inside the layers that make maps 2 to 5. */
const REDUCED_WIDTHS = [256, 128, 128, 64] as const

/** A type rather than an interface, so that `tf.tidy` takes it for the container of tensors that it is. */
export type SsdOutput = {
  /** [anchors, 4]: where the object lies relative to the anchor, see decodeDetections. */
  readonly boxes: tf.Tensor2D
  /** [anchors, SCORE_COLUMNS], before the sigmoid. */
  readonly logits: tf.Tensor2D
}

type Layer = (x: tf.Tensor4D) => tf.Tensor4D

/** SSDLite: four ever smaller maps after the backbone's two, and on each map a predictor of boxes and of classes. */
export function buildSsdHead(weights: WeightReader): (features: MobileNetFeatures) => SsdOutput {
  const extras = REDUCED_WIDTHS.map((reduced, i) =>
    readExtra(weights, `extra.${i}`, {
      from: MAPS[i + 1]?.width ?? 0,
      reduced,
      to: MAPS[i + 2]?.width ?? 0,
    }),
  )
  const predictors = MAPS.map(({ width, anchors }, i) => ({
    boxes: readPredictor(weights, `predictor.${i}.box`, width, anchors * 4),
    logits: readPredictor(weights, `predictor.${i}.class`, width, anchors * SCORE_COLUMNS),
  }))

  return ({ fine, coarse }) => {
    const maps = [fine, coarse]
    let last = coarse
    for (const shrink of extras) maps.push((last = shrink(last)))
    const join = (predicted: tf.Tensor4D[], columns: number): tf.Tensor2D =>
      tf.concat<tf.Tensor2D>(predicted.map((map) => tf.reshape(map, [-1, columns])))
    return {
      boxes: join(
        predictors.map(({ boxes }, i) => boxes(maps[i] ?? fine)),
        4,
      ),
      logits: join(
        predictors.map(({ logits }, i) => logits(maps[i] ?? fine)),
        SCORE_COLUMNS,
      ),
    }
  }
}

/** Narrow, halve the size, widen. */
function readExtra(
  weights: WeightReader,
  name: string,
  widths: { readonly from: number; readonly reduced: number; readonly to: number },
): Layer {
  const reduce = readConvolution(weights, `${name}.reduce`, [1, 1, widths.from, widths.reduced])
  const filter = readDepthwise(weights, `${name}.depthwise`, widths.reduced)
  const expand = readConvolution(weights, `${name}.expand`, [1, 1, widths.reduced, widths.to])
  const relu6 = { padding: 'same', activation: 'relu6' } as const
  return (x) => {
    const filtered = convolveDepthwise(convolve(x, reduce, relu6), filter, { ...relu6, stride: 2 })
    return convolve(filtered, expand, relu6)
  }
}

function readPredictor(weights: WeightReader, name: string, width: number, outputs: number): Layer {
  const filter = readDepthwise(weights, `${name}.depthwise`, width)
  const predict = readConvolution(weights, name, [1, 1, width, outputs])
  return (x) =>
    convolve(convolveDepthwise(x, filter, { padding: 'same', activation: 'relu6' }), predict, {
      padding: 'same',
    })
}
