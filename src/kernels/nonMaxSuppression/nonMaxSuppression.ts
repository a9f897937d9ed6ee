import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'
import { requireBoxes } from '../boxIou/requireBoxes.ts'

export interface NonMaxSuppressionOptions {
  /** A box is dropped when it overlaps a kept, better one by more than this IoU. */
  readonly iouThreshold: number
  /** Only boxes that score more take part; all do where it is not said. */
  readonly scoreThreshold?: number
  /** Length of the answer, and the most boxes that are kept; all that are given where it is not said. */
  readonly maxOutputSize?: number
}

export interface NonMaxSuppressionAttributes {
  readonly iouThreshold: number
  readonly scoreThreshold: number
  readonly maxOutputSize: number
}

/** Kept boxes, whose number nobody needs to wait for: shapes are the same whatever is kept. */
export interface KeptBoxes {
  /** [maxOutputSize] int32: places of the kept boxes, best first, then -1. */
  readonly indices: tf.Tensor1D
  /** [1] int32: how many are kept. */
  readonly count: tf.Tensor1D
}

/**
 * Greedy non-maximum suppression in the order of torchvision's `nms`: by score, equal scores as they are given. Nothing
 * is read back: on WebGPU it stays on the device. A score that is no number is never kept.
 *
 * @param boxes [count, 4] x1, y1, x2, y2
 * @param scores [count] float32
 */
export function nonMaxSuppression(
  boxes: tf.Tensor2D,
  scores: tf.Tensor1D,
  options: NonMaxSuppressionOptions,
): KeptBoxes {
  return suppress({ boxes, scores }, options)
}

/**
 * The same, where only boxes of one class suppress each other: torchvision's `batched_nms`, without its trick of moving
 * classes apart, which rounds coordinates.
 *
 * @param classes [count] int32: class, or feature level, or picture
 */
export function batchedNonMaxSuppression(
  boxes: tf.Tensor2D,
  scores: tf.Tensor1D,
  classes: tf.Tensor1D,
  options: NonMaxSuppressionOptions,
): KeptBoxes {
  if (classes.size !== scores.size || classes.dtype !== 'int32') {
    fail(
      'bad-request',
      `Suppression was given ${classes.size} classes of type ${classes.dtype} for ${scores.size} scores.`,
      'Pass one int32 class a box.',
    )
  }
  return suppress({ boxes, scores, classes }, options)
}

function suppress(
  inputs: { boxes: tf.Tensor2D; scores: tf.Tensor1D; classes?: tf.Tensor1D },
  options: NonMaxSuppressionOptions,
): KeptBoxes {
  const { boxes, scores } = inputs
  const { iouThreshold, scoreThreshold = -Infinity, maxOutputSize = scores.size } = options
  requireBoxes('nonMaxSuppression', boxes)
  if (scores.size !== boxes.shape[0] || scores.dtype !== 'float32') {
    fail(
      'bad-request',
      `Suppression was given ${boxes.shape[0]} boxes and ${scores.size} scores of type ${scores.dtype}.`,
      'Pass one float32 score a box.',
    )
  }
  const isPossible = Number.isInteger(maxOutputSize) && maxOutputSize >= 0
  if (Number.isNaN(iouThreshold + scoreThreshold) || !isPossible) {
    fail(
      'bad-request',
      `Suppression cannot keep ${maxOutputSize} boxes at the overlap ${iouThreshold} and the score ${scoreThreshold}.`,
      'Pass an overlap between 0 and 1, a score and a whole number of boxes.',
    )
  }
  const attributes = { iouThreshold, scoreThreshold, maxOutputSize }
  const named =
    inputs.classes === undefined ? { boxes, scores } : { ...inputs, classes: inputs.classes }
  const packed: tf.Tensor1D = tf.engine().runKernel('LimnNonMaxSuppression', named, attributes)
  const kept = {
    indices: tf.slice(packed, [1], [maxOutputSize]),
    count: tf.slice(packed, [0], [1]),
  }
  packed.dispose()
  return kept
}
