import * as tf from '@tensorflow/tfjs-core'
import { gelu } from '../../kernels/gelu/gelu.ts'
import type { WeightReader } from '../checkpoint/weightReader.ts'
import { convolve, readConvolution } from '../layers/convolution.ts'
import { applyDense, readPointwise } from '../layers/dense.ts'
import { LAYER_NORM_2D_EPSILON, applyNorm, readNorm } from '../layers/norm.ts'
import { ENCODING_WIDTH, PositionalEncoding } from './positionalEncoding.ts'
import { LOGITS_SIDE } from './samFrame.ts'
import { labelPoints, PADDING_LABEL, type SamPrompt } from './samPrompt.ts'

/** Side of the image embedding. */
export const EMBEDDING_SIDE = 64

export interface PromptEncoder {
  /** The position of each cell of the embedding: [64 * 64, 256] */
  readonly imagePositions: tf.Tensor2D
  /** [1, 256]: what stands for the previous mask of a prompt that has none. */
  readonly noMask: tf.Tensor2D
  embedPoints(prompts: readonly SamPrompt[], slots: number): Float32Array
  embedMasks(prompts: readonly SamPrompt[]): tf.Tensor3D
}

/**
 * Points, boxes and previous masks as vectors of 256 (segment_anything/modeling/prompt_encoder.py). Points are few, so
 * their encoding is computed here and uploaded once, rather than in a dozen tiny GPU programs.
 */
export function buildPromptEncoder(weights: WeightReader): PromptEncoder {
  const name = 'prompt_encoder'
  const positions = new PositionalEncoding(
    weights.values(`${name}.pe_layer.positional_encoding_gaussian_matrix`, [2, ENCODING_WIDTH / 2]),
  )
  const cells = EMBEDDING_SIDE * EMBEDDING_SIDE
  const imagePositions = weights.own(
    tf.tensor2d(positions.ofGrid(EMBEDDING_SIDE), [cells, ENCODING_WIDTH]),
  )
  const vector = (part: string): Float32Array =>
    weights.values(`${name}.${part}.weight`, [1, ENCODING_WIDTH])
  const notAPoint = vector('not_a_point_embed')
  const labelEmbeddings = [0, 1, 2, 3].map((label) => vector(`point_embeddings.${label}`))
  const noMask = weights.matrix(`${name}.no_mask_embed.weight`, [1, ENCODING_WIDTH])
  const embedMask = readMaskDownscaling(weights, `${name}.mask_downscaling`)

  return {
    imagePositions,
    noMask,

    /** [prompts, slots, 256]; slots beyond a prompt's own points stay zero and are hidden from attention. */
    embedPoints(prompts, slots) {
      const embedded = new Float32Array(prompts.length * slots * ENCODING_WIDTH)
      prompts.forEach((prompt, i) => {
        labelPoints(prompt).forEach(({ x, y, label }, slot) => {
          const at = (i * slots + slot) * ENCODING_WIDTH
          if (label === PADDING_LABEL) {
            embedded.set(notAPoint, at)
            return
          }
          // A pixel's coordinates are those of its corner; its centre is meant.
          positions.write({ x: x + 0.5, y: y + 0.5 }, embedded, at)
          labelEmbeddings[label]?.forEach((value, channel) => {
            embedded[at + channel] = (embedded[at + channel] ?? 0) + value
          })
        })
      })
      return embedded
    },

    /** [prompts, 64 * 64, 256], to be added to the image embedding. */
    embedMasks(prompts) {
      return tf.tidy(() => {
        const none = tf.tile<tf.Tensor3D>(tf.reshape(noMask, [1, 1, ENCODING_WIDTH]), [1, cells, 1])
        return tf.concat<tf.Tensor3D>(
          prompts.map(({ previousLogits }) =>
            previousLogits === undefined ? none : embedMask(previousLogits),
          ),
        )
      })
    },
  }
}

/** Two strided convolutions and one over channels: [256, 256] logits to [1, 64 * 64, 256]. */
function readMaskDownscaling(
  weights: WeightReader,
  name: string,
): (logits: Float32Array) => tf.Tensor3D {
  const first = readConvolution(weights, `${name}.0`, [2, 2, 1, 4])
  const firstNorm = readNorm(weights, `${name}.1`, 4, LAYER_NORM_2D_EPSILON)
  const second = readConvolution(weights, `${name}.3`, [2, 2, 4, 16])
  const secondNorm = readNorm(weights, `${name}.4`, 16, LAYER_NORM_2D_EPSILON)
  const widen = readPointwise(weights, `${name}.6`, 16, ENCODING_WIDTH)
  return (logits) => {
    const mask = tf.tensor4d(logits, [1, LOGITS_SIDE, LOGITS_SIDE, 1])
    const half = convolve(mask, first, { stride: 2, padding: 0 }) // [1, 128, 128, 4]
    const fine = gelu(applyNorm(half, firstNorm))
    const quarter = convolve(fine, second, { stride: 2, padding: 0 }) // [1, 64, 64, 16]
    const coarse = gelu(applyNorm(quarter, secondNorm))
    return tf.reshape(applyDense(coarse, widen), [1, -1, ENCODING_WIDTH])
  }
}
