import * as tf from '@tensorflow/tfjs-core'
import { windowAttention } from '../../kernels/attention/windowAttention.ts'
import { convolve3x3 } from '../../kernels/convolution/convolve3x3.ts'
import { depthwise3x3 } from '../../kernels/depthwise/depthwise3x3.ts'
import type { WeightReader } from '../checkpoint/weightReader.ts'
import { readConvolution, readDepthwise, type Convolution } from '../layers/convolution.ts'
import { applyDense, readDense, readPointwise } from '../layers/dense.ts'
import { LAYER_NORM_2D_EPSILON, applyNorm, readNorm } from '../layers/norm.ts'
import { readWindowAttention } from './windowAttentionWeights.ts'

/** One step of the encoder: [1, height, width, channels] to the same or the next size. Tidies after itself. */
export type EncoderBlock = (x: tf.Tensor4D) => tf.Tensor4D

/** Stages of TinyViT-5M as MobileSAM uses it (https://github.com/ChaoningZhang/MobileSAM, build_sam.py). */
const CONVOLUTION_STAGE = { width: 64, blocks: 2 }
const ATTENTION_STAGES = [
  { width: 128, blocks: 2, heads: 4, windowSide: 7 },
  { width: 160, blocks: 6, heads: 5, windowSide: 14 },
  { width: 320, blocks: 2, heads: 10, windowSide: 7 },
] as const
const MLP_RATIO = 4
const EMBEDDING_WIDTH = 256

/**
 * The image encoder of MobileSAM: [1, 1024, 1024, 3] to [1, 64, 64, 256], block by block, so that whoever runs it can
 * stop between two. (Wu et al., "TinyViT", 2022; mobile_sam/modeling/tiny_vit_sam.py.)
 */
export function buildTinyVit(weights: WeightReader): EncoderBlock[] {
  const root = 'image_encoder'
  const blocks: EncoderBlock[] = [patchEmbedding(weights, `${root}.patch_embed`)]
  for (let i = 0; i < CONVOLUTION_STAGE.blocks; i++) {
    blocks.push(invertedResidual(weights, `${root}.layers.0.blocks.${i}`, CONVOLUTION_STAGE.width))
  }
  let width: number = CONVOLUTION_STAGE.width
  ATTENTION_STAGES.forEach((stage, i) => {
    blocks.push(
      merging(weights, `${root}.layers.${i}.downsample`, {
        from: width,
        to: stage.width,
        // MobileSAM keeps the last stage at 64 x 64.
        stride: i === ATTENTION_STAGES.length - 1 ? 1 : 2,
      }),
    )
    for (let j = 0; j < stage.blocks; j++) {
      blocks.push(transformerBlock(weights, `${root}.layers.${i + 1}.blocks.${j}`, stage))
    }
    width = stage.width
  })
  blocks.push(neck(weights, `${root}.neck`, width))
  return blocks.map((block) => (x) => tf.tidy(() => block(x)))
}

/** Two strided convolutions: a quarter of the size. */
function patchEmbedding(weights: WeightReader, name: string): EncoderBlock {
  const half = CONVOLUTION_STAGE.width / 2
  const first = readConvolution(weights, `${name}.seq.0.c`, [3, 3, 3, half])
  const second = readConvolution(weights, `${name}.seq.2.c`, [3, 3, half, half * 2])
  return (pixels) => {
    const coarse = convolve3x3(pixels, { ...first, stride: 2, activation: 'gelu' }) // [1, 512, 512, 32]
    return convolve3x3(coarse, { ...second, stride: 2 }) // [1, 256, 256, 64]
  }
}

/** MobileNetV2's block with GELU: widen, filter each channel, narrow, add. */
function invertedResidual(weights: WeightReader, name: string, width: number): EncoderBlock {
  const inner = width * MLP_RATIO
  const widen = readPointwise(weights, `${name}.conv1.c`, width, inner)
  const filter = readDepthwise(weights, `${name}.conv2.c`, inner)
  const narrow = readPointwise(weights, `${name}.conv3.c`, inner, width)
  return (x) => {
    const wide = applyDense(x, widen, { activation: 'gelu' })
    const filtered = depthwise3x3(wide, { ...filter, activation: 'gelu' })
    return applyDense(filtered, narrow, { addend: x, activation: 'gelu' })
  }
}

/** Between stages: other channels, and with stride 2 half the size. */
function merging(
  weights: WeightReader,
  name: string,
  options: { readonly from: number; readonly to: number; readonly stride: 1 | 2 },
): EncoderBlock {
  const { from, to, stride } = options
  const enter = readPointwise(weights, `${name}.conv1.c`, from, to)
  const filter = readDepthwise(weights, `${name}.conv2.c`, to)
  const leave = readPointwise(weights, `${name}.conv3.c`, to, to)
  return (x) => {
    const entered = applyDense(x, enter, { activation: 'gelu' })
    const filtered = depthwise3x3(entered, { ...filter, stride, activation: 'gelu' })
    return applyDense(filtered, leave)
  }
}

/** Attention inside windows, a depthwise convolution that lets neighbours across windows meet, and an MLP. */
function transformerBlock(
  weights: WeightReader,
  name: string,
  stage: (typeof ATTENTION_STAGES)[number],
): EncoderBlock {
  const { width } = stage
  const attentionNorm = readNorm(weights, `${name}.attn.norm`, width)
  const { qkv, proj, ...windows } = readWindowAttention(weights, `${name}.attn`, stage)
  const local: Convolution = readDepthwise(weights, `${name}.local_conv.c`, width)
  const mlpNorm = readNorm(weights, `${name}.mlp.norm`, width)
  const widen = readDense(weights, `${name}.mlp.fc1`, width, width * MLP_RATIO)
  const narrow = readDense(weights, `${name}.mlp.fc2`, width * MLP_RATIO, width)
  return (x) => {
    const [, height, rowLength] = x.shape
    const projected = applyDense(applyNorm(x, attentionNorm), qkv) // [1, height, width, 3 * channels]
    const attended = windowAttention({
      qkv: tf.reshape(projected, [height * rowLength, 3 * width]),
      height,
      width: rowLength,
      heads: stage.heads,
      windowSide: stage.windowSide,
      ...windows,
    })
    const mixed = applyDense(tf.reshape<tf.Rank.R4>(attended, x.shape), proj, { addend: x })
    const met = depthwise3x3(mixed, local)
    const wide = applyDense(applyNorm(met, mlpNorm), widen, { activation: 'gelu' })
    return applyDense(wide, narrow, { addend: met })
  }
}

/** To the width that the decoder expects. Its convolutions have no bias of their own. */
function neck(weights: WeightReader, name: string, width: number): EncoderBlock {
  const kernel = weights.values(`${name}.0.weight`, [1, 1, width, EMBEDDING_WIDTH])
  const narrow = { weight: weights.own(tf.tensor2d(kernel, [width, EMBEDDING_WIDTH])) }
  const narrowNorm = readNorm(weights, `${name}.1`, EMBEDDING_WIDTH, LAYER_NORM_2D_EPSILON)
  const smooth = weights.kernel(`${name}.2.weight`, [3, 3, EMBEDDING_WIDTH, EMBEDDING_WIDTH])
  const smoothNorm = readNorm(weights, `${name}.3`, EMBEDDING_WIDTH, LAYER_NORM_2D_EPSILON)
  return (x) => {
    const narrowed = applyNorm(applyDense(x, narrow), narrowNorm)
    return applyNorm(convolve3x3(narrowed, { filter: smooth }), smoothNorm)
  }
}
