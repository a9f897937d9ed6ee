import * as tf from '@tensorflow/tfjs-core'

/** What the kernel is given. */
export interface SegmentSumAttributes {
  /** Batches that have segment ids of their own. */
  readonly batch: number
  /** Blocks of rows in a batch that share their ids. */
  readonly outer: number
  readonly rows: number
  /** Values of a row. */
  readonly width: number
  readonly segments: number
}

/**
 * Adds the rows of each segment: the transpose of a gather. Rows of a segment are added in their order, so that the sum
 * is the same on every run; rows whose segment is none of those asked for are left out.
 *
 * @param x [batch, outer, rows, width]
 * @param ids [batch, rows] int32
 * @returns [batch, outer, segments, width]
 */
export function segmentSum(x: tf.Tensor4D, ids: tf.Tensor2D, segments: number): tf.Tensor4D {
  const [batch, outer, rows, width] = x.shape
  const attributes: SegmentSumAttributes = { batch, outer, rows, width, segments }
  return tf.engine().runKernel('LimnSegmentSum', { x, ids }, { ...attributes })
}
