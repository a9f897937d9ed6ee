import * as tf from '@tensorflow/tfjs-core'
import { maxPool } from '../../kernels/maxPool/maxPool.ts'
import { resizeNearest } from '../../kernels/resizeNearest/resizeNearest.ts'
import type { NormArchitecture } from '../architecture.ts'
import { addConvNorm, addConvolution, type MapLayer } from '../layers/convNorm.ts'
import type { Pass } from '../layers/pass.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'

/** From the body's maps to as many of one width, and a pooled one more; fine to coarse. */
export type FeaturePyramid = (maps: readonly tf.Tensor4D[], pass: Pass) => readonly tf.Tensor4D[]

/**
 * Feature Pyramid Network (Lin et al., 2017) with the pooled level that torchvision adds for proposals
 * (torchvision/ops/feature_pyramid_network.py, LastLevelMaxPool). With a norm it is the v2 form.
 */
export function addFeaturePyramid(
  store: ParameterStore,
  name: string,
  options: {
    readonly channels: readonly number[]
    readonly width: number
    readonly norm: NormArchitecture | undefined
  },
): FeaturePyramid {
  const { channels, width, norm } = options
  const addLayer = (layer: string, inputs: number, side: 1 | 3): MapLayer => {
    // torchvision's FPN starts from Kaiming's uniform values for a linear layer.
    const initial = { kind: 'uniform', bound: Math.sqrt(3 / (inputs * side * side)) } as const
    const spec = { inputs, outputs: width, side, initial }
    if (norm === undefined) return addConvolution(store, `${layer}.0`, spec)
    const names = { convolution: `${layer}.0`, norm: `${layer}.1` }
    return addConvNorm(store, names, { ...spec, normBy: norm })
  }
  const inner = channels.map((inputs, i) => addLayer(`${name}.inner_blocks.${i}`, inputs, 1))
  const outer = channels.map((_, i) => addLayer(`${name}.layer_blocks.${i}`, width, 3))

  return (maps, pass) => {
    const lateral = maps.map((map, i) => inner[i]?.(map, pass) ?? map)
    const merged: tf.Tensor4D[] = []
    for (const fine of lateral.toReversed()) {
      const coarse = merged[0]
      merged.unshift(coarse === undefined ? fine : addUpsampled(fine, coarse))
    }
    const levels = merged.map((map, i) => outer[i]?.(map, pass) ?? map)
    const coarsest = levels.at(-1)
    return coarsest === undefined ? [] : [...levels, maxPool(coarsest, { size: 1, strides: 2 })]
  }
}

/** fine + coarse, whose pixels are repeated to the fine map's size (nearest neighbour). */
function addUpsampled(fine: tf.Tensor4D, coarse: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = fine.shape
  const [, coarseHeight, coarseWidth] = coarse.shape
  if (height === coarseHeight && width === coarseWidth) return tf.add(fine, coarse)
  return tf.add(fine, resizeNearest(coarse, [height, width]))
}
