import * as tf from '@tensorflow/tfjs-core'
import { layerNorm, type LayerNormOptions } from '../../kernels/layerNorm/layerNorm.ts'
import type { WeightReader } from '../checkpoint/weightReader.ts'
import { asRows } from './dense.ts'

export type Norm = Pick<LayerNormOptions, 'weight' | 'bias' | 'epsilon'>

/** PyTorch's `nn.LayerNorm`. */
export const LAYER_NORM_EPSILON = 1e-5
/** Segment Anything's `LayerNorm2d`, over the channels of each pixel (segment_anything/modeling/common.py). */
export const LAYER_NORM_2D_EPSILON = 1e-6

export function readNorm(
  weights: WeightReader,
  name: string,
  columns: number,
  epsilon: number = LAYER_NORM_EPSILON,
): Norm {
  return {
    weight: weights.vector(`${name}.weight`, columns),
    bias: weights.vector(`${name}.bias`, columns),
    epsilon,
  }
}

/** Normalises along the last axis of a tensor of any rank. */
export function applyNorm<T extends tf.Tensor>(
  x: T,
  norm: Norm,
  activation: LayerNormOptions['activation'] = 'none',
): T {
  return tf.reshape<tf.Rank>(layerNorm(asRows(x), { ...norm, activation }), x.shape) as T
}
