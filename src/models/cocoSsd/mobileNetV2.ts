import * as tf from '@tensorflow/tfjs-core'
import type { WeightReader } from '../checkpoint/weightReader.ts'
import {
  convolve,
  convolveDepthwise,
  readConvolution,
  readDepthwise,
} from '../layers/convolution.ts'

/** Output channels and stride of each inverted residual, in order (Sandler et al., "MobileNetV2", 2018, table 2). */
const BLOCKS: readonly { readonly width: number; readonly stride: 1 | 2 }[] = [
  { width: 16, stride: 1 },
  { width: 24, stride: 2 },
  { width: 24, stride: 1 },
  { width: 32, stride: 2 },
  { width: 32, stride: 1 },
  { width: 32, stride: 1 },
  { width: 64, stride: 2 },
  { width: 64, stride: 1 },
  { width: 64, stride: 1 },
  { width: 64, stride: 1 },
  { width: 96, stride: 1 },
  { width: 96, stride: 1 },
  { width: 96, stride: 1 },
  { width: 160, stride: 2 },
  { width: 160, stride: 1 },
  { width: 160, stride: 1 },
  { width: 320, stride: 1 },
]
const STEM_WIDTH = 32
const HEAD_WIDTH = 1280
const EXPANSION = 6
/** The block whose widened input is the finest map that the detector looks at. */
const FINE_BLOCK = 13

export interface MobileNetFeatures {
  /** [1, 19, 19, 576] */
  readonly fine: tf.Tensor4D
  /** [1, 10, 10, 1280] */
  readonly coarse: tf.Tensor4D
}

type Layer = (x: tf.Tensor4D) => tf.Tensor4D

/** MobileNetV2 without its classifier: [1, 300, 300, 3] to two feature maps. */
export function buildMobileNetV2(
  weights: WeightReader,
  name: string,
): (x: tf.Tensor4D) => MobileNetFeatures {
  const stem = readConvolution(weights, `${name}.conv`, [3, 3, 3, STEM_WIDTH])
  let width = STEM_WIDTH
  const blocks = BLOCKS.map((block, i) => {
    const built = readBlock(weights, `${name}.expanded_conv_${i}`, { ...block, from: width })
    width = block.width
    return built
  })
  const head = readConvolution(weights, `${name}.conv_1`, [1, 1, width, HEAD_WIDTH])

  return (pixels) => {
    let x = convolve(pixels, stem, { stride: 2, padding: 'same', activation: 'relu6' })
    let fine = x
    for (const [i, { widen, finish }] of blocks.entries()) {
      const wide = widen(x)
      if (i === FINE_BLOCK) fine = wide
      x = finish(wide, x)
    }
    return { fine, coarse: convolve(x, head, { padding: 'same', activation: 'relu6' }) }
  }
}

/** An inverted residual in two parts, because the detector looks in between: widen; filter, narrow and add. */
function readBlock(
  weights: WeightReader,
  name: string,
  block: { readonly from: number; readonly width: number; readonly stride: 1 | 2 },
): { widen: Layer; finish: (wide: tf.Tensor4D, x: tf.Tensor4D) => tf.Tensor4D } {
  const { from, width, stride } = block
  // The first block takes the stem's output as it is.
  const isFirst = from === STEM_WIDTH && width < STEM_WIDTH
  const inner = isFirst ? from : from * EXPANSION
  const expand = isFirst
    ? undefined
    : readConvolution(weights, `${name}.expand`, [1, 1, from, inner])
  const filter = readDepthwise(weights, `${name}.depthwise`, inner)
  const project = readConvolution(weights, `${name}.project`, [1, 1, inner, width])
  const hasShortcut = stride === 1 && from === width
  return {
    widen: (x) =>
      expand === undefined ? x : convolve(x, expand, { padding: 'same', activation: 'relu6' }),
    finish: (wide, x) => {
      const filtered = convolveDepthwise(wide, filter, {
        stride,
        padding: 'same',
        activation: 'relu6',
      })
      const narrow = convolve(filtered, project, { padding: 'same' })
      return hasShortcut ? tf.add(narrow, x) : narrow
    },
  }
}
