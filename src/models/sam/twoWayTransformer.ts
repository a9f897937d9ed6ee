import * as tf from '@tensorflow/tfjs-core'
import { attention } from '../../kernels/attention/attention.ts'
import type { WeightReader } from '../checkpoint/weightReader.ts'
import { applyDense, readDense, type Dense } from '../layers/dense.ts'
import { applyNorm, readNorm } from '../layers/norm.ts'

const LAYERS = 2
const WIDTH = 256
const HEADS = 8
/** Attention between tokens and image works at half the width. */
const CROSS_WIDTH = WIDTH / 2
const MLP_WIDTH = 2048

export interface TwoWayInput {
  /** [prompts, tokens, 256] */
  readonly tokens: tf.Tensor3D
  /** [prompts, tokens]: 0 for a token, very negative for an empty place. */
  readonly tokenBias: tf.Tensor2D
  /** [prompts or 1, cells, 256]: 1 while all prompts see the same picture, which then is worked on once. */
  readonly image: tf.Tensor3D
}

export interface TwoWayOutput {
  /** [prompts, tokens, 256] */
  readonly tokens: tf.Tensor3D
  /** [prompts, cells, 256] */
  readonly image: tf.Tensor3D
}

/**
 * Lets the tokens of a prompt and the cells of the image look at each other in turn
 * (segment_anything/modeling/transformer.py, `TwoWayTransformer`).
 *
 * The position of a cell is added to it wherever it serves as key or query. That sum goes straight into a dense layer,
 * so the layer's answer to the positions alone is computed once and takes the place of its bias.
 */
export function buildTwoWayTransformer(
  weights: WeightReader,
  name: string,
  imagePositions: tf.Tensor2D,
): (input: TwoWayInput) => TwoWayOutput {
  const layers = Array.from({ length: LAYERS }, (_, i) =>
    buildLayer(weights, `${name}.layers.${i}`, { imagePositions, isFirst: i === 0 }),
  )
  const final = readAttention(weights, `${name}.final_attn_token_to_image`, CROSS_WIDTH)
  const finalKeys = withPositions(weights, final.keys, imagePositions)
  const finalNorm = readNorm(weights, `${name}.norm_final_attn`, WIDTH)

  return (input) => {
    let { tokens, image } = input
    for (const layer of layers)
      ({ tokens, image } = layer({ ...input, tokens, image }, input.tokens))
    const seen = attention({
      queries: applyDense(tf.add<tf.Tensor3D>(tokens, input.tokens), final.queries),
      keys: finalKeys(image),
      values: applyDense(image, final.values),
      heads: HEADS,
    })
    return {
      tokens: applyNorm(applyDense(seen, final.output, { addend: tokens }), finalNorm),
      image,
    }
  }
}

function buildLayer(
  weights: WeightReader,
  name: string,
  options: { readonly imagePositions: tf.Tensor2D; readonly isFirst: boolean },
): (input: TwoWayInput, tokenPositions: tf.Tensor3D) => TwoWayOutput {
  const { imagePositions, isFirst } = options
  const self = readAttention(weights, `${name}.self_attn`, WIDTH)
  const toImage = readAttention(weights, `${name}.cross_attn_token_to_image`, CROSS_WIDTH)
  const toTokens = readAttention(weights, `${name}.cross_attn_image_to_token`, CROSS_WIDTH)
  const imageKeys = withPositions(weights, toImage.keys, imagePositions)
  const imageQueries = withPositions(weights, toTokens.queries, imagePositions)
  const widen = readDense(weights, `${name}.mlp.lin1`, WIDTH, MLP_WIDTH)
  const narrow = readDense(weights, `${name}.mlp.lin2`, MLP_WIDTH, WIDTH)
  const [norm1, norm2, norm3, norm4] = [1, 2, 3, 4].map((i) =>
    readNorm(weights, `${name}.norm${i}`, WIDTH),
  )
  if (!norm1 || !norm2 || !norm3 || !norm4) throw new Error('A layer has four norms.')

  return ({ tokens, tokenBias, image }, tokenPositions) => {
    const place = (x: tf.Tensor3D): tf.Tensor3D => tf.add(x, tokenPositions)

    // Tokens to tokens. The first layer's tokens are their own positions and are replaced rather than added to.
    const placed = isFirst ? tokens : place(tokens)
    const agreed = attention({
      queries: applyDense(placed, self.queries),
      keys: applyDense(placed, self.keys),
      values: applyDense(tokens, self.values),
      heads: HEADS,
      keyBias: tokenBias,
    })
    const settled = applyNorm(
      applyDense(agreed, self.output, isFirst ? {} : { addend: tokens }),
      norm1,
    )

    // Tokens to image.
    const seen = attention({
      queries: applyDense(place(settled), toImage.queries),
      keys: imageKeys(image),
      values: applyDense(image, toImage.values),
      heads: HEADS,
    })
    const informed = applyNorm(applyDense(seen, toImage.output, { addend: settled }), norm2)

    const thought = applyDense(applyDense(informed, widen, { activation: 'relu' }), narrow, {
      addend: informed,
    })
    const asked = applyNorm(thought, norm3)

    // Image to tokens.
    const answered = attention({
      queries: imageQueries(image),
      keys: applyDense(place(asked), toTokens.keys),
      values: applyDense(asked, toTokens.values),
      heads: HEADS,
      keyBias: tokenBias,
    })
    return {
      tokens: asked,
      image: applyNorm(applyDense(answered, toTokens.output, { addend: image }), norm4),
    }
  }
}

interface AttentionWeights {
  readonly queries: Dense
  readonly keys: Dense
  readonly values: Dense
  readonly output: Dense
}

function readAttention(weights: WeightReader, name: string, inner: number): AttentionWeights {
  return {
    queries: readDense(weights, `${name}.q_proj`, WIDTH, inner),
    keys: readDense(weights, `${name}.k_proj`, WIDTH, inner),
    values: readDense(weights, `${name}.v_proj`, WIDTH, inner),
    output: readDense(weights, `${name}.out_proj`, inner, WIDTH),
  }
}

/** dense(image + positions) as image · weight + dense(positions). */
function withPositions(
  weights: WeightReader,
  dense: Dense,
  imagePositions: tf.Tensor2D,
): (image: tf.Tensor3D) => tf.Tensor3D {
  const ofPositions = tf.tidy(() => weights.own(applyDense(imagePositions, dense))) // [cells, inner]
  return (image) => applyDense(image, { weight: dense.weight }, { addend: ofPositions })
}
