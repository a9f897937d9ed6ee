import * as tf from '@tensorflow/tfjs-core'
import { roiAlign } from '../../kernels/roiAlign/roiAlign.ts'

/** Lin et al., 2017, equation 1: a box of this side belongs to the level of stride 16. */
const CANONICAL_SIDE = 224
const CANONICAL_LEVEL = 4
/** Added to the level before it is rounded down (torchvision/ops/poolers.py). */
const LEVEL_EPSILON = 1e-6
const SAMPLING_RATIO = 2

export interface RoiPooler {
  /** The pyramid's levels that take part, fine to coarse; the pooled one does not. */
  readonly levels: readonly tf.Tensor4D[]
  /** Map cells per pixel of each level. */
  readonly scales: readonly number[]
}

/**
 * torchvision's MultiScaleRoIAlign, which finds each map's scale from the taller picture of the batch.
 *
 * @param pictureHeight of the highest picture, before padding
 */
export function makeRoiPooler(levels: readonly tf.Tensor4D[], pictureHeight: number): RoiPooler {
  const scales = levels.map(({ shape }) => 2 ** Math.round(Math.log2(shape[1] / pictureHeight)))
  return { levels, scales }
}

/**
 * Features of boxes, each from the level that suits its size. Every level is asked for every box and answers zeros for
 * those of the others: shapes do not depend on where boxes fall.
 *
 * @param boxes [rois, 4] network frame
 * @param pictures [rois] which picture of the batch; -1 for padding
 * @returns [rois, side, side, channels]
 */
export function poolRois(
  { levels, scales }: RoiPooler,
  boxes: tf.Tensor2D,
  pictures: tf.Tensor1D,
  side: number,
): tf.Tensor4D {
  const level = levelOf(boxes, scales)
  const pooled = levels.map((features, i) => {
    const own = levels.length === 1 ? pictures : tf.where(tf.equal(level, i), pictures, -1)
    const rois = tf.concat2d([tf.expandDims(tf.cast(own, 'float32'), 1), boxes], 1)
    return roiAlign(features, rois, {
      outputSize: side,
      spatialScale: scales[i] ?? 1,
      samplingRatio: SAMPLING_RATIO,
    })
  })
  return pooled.length === 1 && pooled[0] !== undefined ? pooled[0] : tf.addN(pooled)
}

/** [rois] place among the levels, float32. A box is past a level when its area is, which takes no logarithm. */
export function levelOf(boxes: tf.Tensor2D, scales: readonly number[]): tf.Tensor1D {
  const [near, far] = tf.split(boxes, 2, 1)
  if (near === undefined || far === undefined) throw new Error('Boxes have four numbers.')
  const area = tf.prod<tf.Tensor1D>(tf.sub(far, near), 1)
  const finest = -Math.log2(scales[0] ?? 1)
  const steps = scales.slice(1).map((_, i) => {
    const side = CANONICAL_SIDE * 2 ** (finest + i + 1 - CANONICAL_LEVEL - LEVEL_EPSILON)
    return tf.cast<tf.Tensor1D>(tf.greaterEqual(area, side * side), 'float32')
  })
  return steps.length === 0 ? tf.zerosLike(area) : tf.addN(steps)
}
