import * as tf from '@tensorflow/tfjs-core'
import { linear } from '../../kernels/linear/linear.ts'
import type { WeightReader } from '../checkpoint/weightReader.ts'
import { applyDense, readDense, type Dense } from '../layers/dense.ts'
import { LAYER_NORM_2D_EPSILON, applyNorm, readNorm } from '../layers/norm.ts'
import { EMBEDDING_SIDE } from './promptEncoder.ts'
import { buildTwoWayTransformer } from './twoWayTransformer.ts'

const WIDTH = 256
/** One mask for an unambiguous prompt, then whole, part and subpart for an ambiguous one. */
export const MASK_TOKENS = 4
/** Tokens of the decoder's own: one that estimates the IoU, and one a mask. They come before the prompt's. */
export const OUTPUT_TOKENS = 1 + MASK_TOKENS
/** Channels after each doubling of the size. */
const UPSCALED_WIDTHS = [WIDTH / 4, WIDTH / 8] as const

export interface MaskDecoderInput {
  /** [prompts, slots, 256] */
  readonly promptTokens: tf.Tensor3D
  /** [prompts, OUTPUT_TOKENS + slots] */
  readonly tokenBias: tf.Tensor2D
  /** [prompts or 1, 64 * 64, 256]: image embedding with that of the previous mask. */
  readonly image: tf.Tensor3D
}

/** A type rather than an interface, so that `tf.tidy` takes it for the container of tensors that it is. */
export type MaskDecoderOutput = {
  /** One a prompt: [64 * 64 * 4 * 4, MASK_TOKENS]. Rows run as `unshuffleLogits` says. */
  readonly logits: tf.Tensor2D[]
  /** [prompts, MASK_TOKENS] */
  readonly predictedIou: tf.Tensor2D
}

/** Segment Anything's mask decoder (segment_anything/modeling/mask_decoder.py). */
export function buildMaskDecoder(
  weights: WeightReader,
  imagePositions: tf.Tensor2D,
): (input: MaskDecoderInput) => MaskDecoderOutput {
  const name = 'mask_decoder'
  const outputTokens = weights.own(
    tf.concat<tf.Tensor2D>([
      weights.matrix(`${name}.iou_token.weight`, [1, WIDTH]),
      weights.matrix(`${name}.mask_tokens.weight`, [MASK_TOKENS, WIDTH]),
    ]),
  )
  const transform = buildTwoWayTransformer(weights, `${name}.transformer`, imagePositions)
  const doubleOnce = readDoubling(weights, `${name}.output_upscaling.0`, WIDTH, UPSCALED_WIDTHS[0])
  const norm = readNorm(
    weights,
    `${name}.output_upscaling.1`,
    UPSCALED_WIDTHS[0],
    LAYER_NORM_2D_EPSILON,
  )
  const doubleTwice = readDoubling(weights, `${name}.output_upscaling.3`, ...UPSCALED_WIDTHS)
  const hyperNetworks = Array.from({ length: MASK_TOKENS }, (_, i) =>
    readMlp(weights, `${name}.output_hypernetworks_mlps.${i}`, UPSCALED_WIDTHS[1]),
  )
  const iouHead = readMlp(weights, `${name}.iou_prediction_head`, MASK_TOKENS)

  /** [cells, 256] to [cells * 4 * 4, 32]: each cell's 4 x 4 pixels stand together, so nothing is moved on the way. */
  const upscale = (image: tf.Tensor2D): tf.Tensor2D => {
    const once = tf.reshape(applyDense(image, doubleOnce), [-1, UPSCALED_WIDTHS[0]])
    const twice = applyDense(applyNorm(once, norm, 'gelu'), doubleTwice, { activation: 'gelu' })
    return tf.reshape(twice, [-1, UPSCALED_WIDTHS[1]])
  }

  return ({ promptTokens, tokenBias, image }) => {
    const prompts = promptTokens.shape[0]
    const own = tf.tile(tf.expandDims<tf.Tensor3D>(outputTokens, 0), [prompts, 1, 1])
    const tokens = tf.concat<tf.Tensor3D>([own, promptTokens], 1)
    const transformed = transform({ tokens, tokenBias, image })

    const token = (i: number): tf.Tensor2D =>
      tf.reshape(tf.slice(transformed.tokens, [0, i, 0], [prompts, 1, WIDTH]), [prompts, WIDTH])
    const predictedIou = applyMlp(token(0), iouHead)
    const maskVectors = tf.stack<tf.Tensor2D>(
      hyperNetworks.map((network, i) => applyMlp(token(1 + i), network)),
      1,
    ) // [prompts, MASK_TOKENS, 32]

    const cells = EMBEDDING_SIDE * EMBEDDING_SIDE
    const logits = Array.from({ length: prompts }, (_, i) => {
      // One prompt at a time: upscaled features of many at once would fill the cache and the memory.
      return tf.tidy(() => {
        const seen = tf.reshape<tf.Rank.R2>(
          tf.slice(transformed.image, [i, 0, 0], [1, cells, WIDTH]),
          [cells, WIDTH],
        )
        const vectors = tf.reshape<tf.Rank.R2>(
          tf.slice(maskVectors, [i, 0, 0], [1, MASK_TOKENS, UPSCALED_WIDTHS[1]]),
          [MASK_TOKENS, UPSCALED_WIDTHS[1]],
        )
        return linear(upscale(seen), { weight: tf.transpose<tf.Tensor2D>(vectors) })
      })
    })
    return { logits, predictedIou }
  }
}

/**
 * A transposed convolution with a 2x2 filter and stride 2 is a dense layer from each pixel to its own four
 * (dy, dx, channel), because no two of them touch the same output.
 */
function readDoubling(weights: WeightReader, name: string, inputs: number, outputs: number): Dense {
  const filter = weights.values(`${name}.weight`, [2, 2, outputs, inputs])
  const bias = weights.values(`${name}.bias`, [outputs])
  return tf.tidy(() => ({
    weight: weights.own(tf.transpose(tf.tensor2d(filter, [4 * outputs, inputs]))),
    bias: weights.own(tf.tile(tf.tensor1d(bias), [4])),
  }))
}

/** Three dense layers with ReLU between (`MLP` in mask_decoder.py). */
function readMlp(weights: WeightReader, name: string, outputs: number): Dense[] {
  return [WIDTH, WIDTH, outputs].map((width, i) =>
    readDense(weights, `${name}.layers.${i}`, WIDTH, width),
  )
}

function applyMlp(x: tf.Tensor2D, layers: readonly Dense[]): tf.Tensor2D {
  return layers.reduce(
    (y, layer, i) => applyDense(y, layer, { activation: i < layers.length - 1 ? 'relu' : 'none' }),
    x,
  )
}
