import * as tf from '@tensorflow/tfjs-core'
import type { WeightReader } from '../checkpoint/weightReader.ts'
import { readDense, type Dense } from '../layers/dense.ts'

export interface WindowAttentionWeights {
  readonly qkv: Dense
  readonly proj: Dense
  /** [heads, cells, cells] */
  readonly bias: tf.Tensor3D
  /** [3 * width], see windowAttention */
  readonly outside: tf.Tensor1D
}

/** The weights of TinyViT's windowed self-attention (tiny_vit_sam.py, `Attention`). */
export function readWindowAttention(
  weights: WeightReader,
  name: string,
  stage: { readonly width: number; readonly heads: number; readonly windowSide: number },
): WindowAttentionWeights {
  const { width, heads, windowSide } = stage
  const cells = windowSide * windowSide
  const compact = weights.values(`${name}.attention_biases`, [heads, cells])
  const bias = spreadAttentionBias(compact, heads, windowSide)
  return {
    qkv: readDense(weights, `${name}.qkv`, width, 3 * width),
    proj: readDense(weights, `${name}.proj`, width, width),
    bias: weights.own(tf.tensor3d(bias, [heads, cells, cells])),
    outside: weights.own(tf.tensor1d(projectZeros(weights, name, width))),
  }
}

/**
 * From one bias a head and offset (|dy|, |dx|) to one for each two cells of a window.
 *
 * @param compact [heads, windowSide²], offset (dy, dx) at dy * windowSide + dx
 * @returns [heads, windowSide², windowSide²]
 */
export function spreadAttentionBias(
  compact: Float32Array,
  heads: number,
  windowSide: number,
): Float32Array {
  const cells = windowSide * windowSide
  const spread = new Float32Array(heads * cells * cells)
  let at = 0
  for (let head = 0; head < heads; head++) {
    for (let p = 0; p < cells; p++) {
      for (let q = 0; q < cells; q++) {
        const dy = Math.abs(Math.floor(p / windowSide) - Math.floor(q / windowSide))
        const dx = Math.abs((p % windowSide) - (q % windowSide))
        spread[at++] = compact[head * cells + dy * windowSide + dx] ?? 0
      }
    }
  }
  return spread
}

/**
 * Query, key and value of a pixel beyond the border. TinyViT pads with zeros before the layer norm, which turns a zero
 * into its own bias; so they are the same for every such pixel, and no row is spent on them.
 */
function projectZeros(weights: WeightReader, name: string, width: number): Float32Array {
  const shift = weights.values(`${name}.norm.bias`, [width])
  const matrix = weights.values(`${name}.qkv.weight`, [width, 3 * width])
  const sums = Float64Array.from(weights.values(`${name}.qkv.bias`, [3 * width]))
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < sums.length; column++) {
      sums[column] =
        (sums[column] ?? 0) + (shift[row] ?? 0) * (matrix[row * sums.length + column] ?? 0)
    }
  }
  return Float32Array.from(sums)
}
