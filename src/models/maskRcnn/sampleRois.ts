import * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../../domain/random.ts'
import { boxIou } from '../../kernels/boxIou/boxIou.ts'
import { topK } from '../../kernels/topK/topK.ts'
import type { SamplingLimits } from '../architecture.ts'
import { DETECTION_WEIGHTS, encodeBoxes } from './boxCoder.ts'
import type { NetworkObjects } from './enterObjects.ts'
import type { Proposals } from './regionProposals.ts'

/** What a step teaches the heads, fixed in number; positives come first within each picture. */
export interface RoiSamples {
  /** Rows a picture. */
  readonly perPicture: number
  /** [rows, 4] network frame */
  readonly boxes: tf.Tensor2D
  /** [rows] int32: picture of the batch, -1 for padding */
  readonly pictures: tf.Tensor1D
  /** [rows] int32: 0 for background and padding */
  readonly labels: tf.Tensor1D
  /** [rows] int32: slot of the matched object among those of the whole batch */
  readonly objects: tf.Tensor1D
  /** [rows, 4] deltas to the matched object; zeros where the label is 0 */
  readonly deltas: tf.Tensor2D
}

/**
 * Matches proposals, and the objects themselves, to the objects, and draws a balanced sample, as torchvision's
 * `select_training_samples` (torchvision/models/detection/roi_heads.py). On the device: proposals are never read back.
 */
export function sampleRois(
  proposals: Proposals,
  objects: NetworkObjects,
  options: { readonly limits: SamplingLimits; readonly random: Random },
): RoiSamples {
  return tf.tidy(() => {
    const pictures = objects.counts.map((_, picture) =>
      samplePicture(proposals, objects, { ...options, picture }),
    )
    const join = <T extends tf.Tensor>(read: (own: PictureSamples) => T): T =>
      tf.concat<T>(pictures.map(read))
    return {
      perPicture: pictures[0]?.labels.size ?? 0,
      boxes: join((own) => own.boxes),
      pictures: join((own) => own.pictures),
      labels: join((own) => own.labels),
      objects: join((own) => own.objects),
      deltas: join((own) => own.deltas),
    }
  })
}

type PictureSamples = Omit<RoiSamples, 'perPicture'>

function samplePicture(
  proposals: Proposals,
  objects: NetworkObjects,
  options: {
    readonly picture: number
    readonly limits: SamplingLimits
    readonly random: Random
  },
): PictureSamples {
  const { picture, limits, random } = options
  const { slots } = objects
  const count = proposals.boxes.shape[1]
  const objectBoxes = tf.tensor2d(
    objects.boxes.subarray(picture * slots * 4, (picture + 1) * slots * 4),
    [slots, 4],
  )
  const objectLabels = tf.tensor1d(
    objects.labels.subarray(picture * slots, (picture + 1) * slots),
    'int32',
  )
  const proposed = tf.slice(proposals.boxes, [picture, 0, 0], [1, count, 4])
  const candidates = tf.concat2d([tf.reshape(proposed, [count, 4]), objectBoxes], 0)
  const isObject = Array.from({ length: slots }, (_, i) => i < (objects.counts[picture] ?? 0))
  const isValid = tf.concat([
    tf.reshape(tf.slice(proposals.isValid, [picture, 0], [1, count]), [count]),
    tf.tensor1d(isObject, 'bool'),
  ])

  const overlaps = boxIou(objectBoxes, candidates) // [slots, candidates]
  const overlap = tf.max(overlaps, 0)
  const match = tf.argMax(overlaps, 0)
  const isForeground = tf.greaterEqual(overlap, limits.foregroundOverlap)
  const isBackground = tf.less(overlap, limits.backgroundOverlap)
  const label = tf.where<tf.Tensor1D>(isForeground, tf.gather(objectLabels, match), 0)
  const isPositive = tf.logicalAnd<tf.Tensor1D>(isValid, tf.greater(label, 0))
  const isNegative = tf.logicalAnd<tf.Tensor1D>(
    isValid,
    tf.logicalAnd(isBackground, tf.logicalNot(isForeground)),
  )

  const { places, isTaken } = drawBalanced(isPositive, isNegative, { limits, random })
  const boxes = tf.gather(candidates, places)
  const taken = tf.cast(isTaken, 'int32')
  const labels = tf.mul<tf.Tensor1D>(tf.gather(label, places), taken)
  const own = tf.gather(match, places)
  const isLearnt = tf.expandDims(tf.greater(labels, 0), 1)
  // Rows without an object aim at themselves, and padding at a box of some extent, so that no logarithm is of zero.
  const from = tf.where(isLearnt, boxes, tf.tensor2d([[0, 0, 1, 1]]))
  const to = tf.where(isLearnt, tf.gather(objectBoxes, own), tf.tensor2d([[0, 0, 1, 1]]))
  return {
    boxes,
    pictures: tf.cast<tf.Tensor1D>(tf.sub(tf.mul(taken, picture + 1), 1), 'int32'),
    labels: tf.cast(labels, 'int32'),
    objects: tf.cast(tf.add(own, picture * slots), 'int32'),
    deltas: encodeBoxes(from, to, DETECTION_WEIGHTS),
  }
}

/**
 * `limits.perImage` places, or all where there are fewer candidates: positives first, at most their share of them,
 * then negatives. Each candidate draws a lot; the highest lots win.
 */
function drawBalanced(
  isPositive: tf.Tensor1D,
  isNegative: tf.Tensor1D,
  options: { readonly limits: SamplingLimits; readonly random: Random },
): { places: tf.Tensor1D; isTaken: tf.Tensor1D } {
  const { limits, random } = options
  const count = isPositive.size
  const taken = Math.min(limits.perImage, count)
  const most = Math.min(Math.max(Math.floor(limits.perImage * limits.positiveShare), 1), count)
  const lots = tf.tensor1d(Float32Array.from({ length: count }, () => random.next()))
  const positiveLots = tf.where<tf.Tensor1D>(isPositive, lots, -1)
  const lowest = tf.slice(best(positiveLots, most).values, [most - 1], [1])
  const isChosen = tf.greaterEqual(positiveLots, tf.maximum(lowest, 0))
  const order = tf.where<tf.Tensor1D>(
    isChosen,
    tf.add(lots, 1),
    tf.where<tf.Tensor1D>(isNegative, lots, -1),
  )
  const { values, indices } = best(order, taken)
  return { places: indices, isTaken: tf.greaterEqual<tf.Tensor1D>(values, 0) }
}

function best(x: tf.Tensor1D, k: number): { values: tf.Tensor1D; indices: tf.Tensor1D } {
  const { values, indices } = topK(tf.reshape(x, [1, x.size]), k)
  return { values: tf.reshape(values, [k]), indices: tf.reshape(indices, [k]) }
}
