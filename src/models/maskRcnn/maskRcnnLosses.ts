import * as tf from '@tensorflow/tfjs-core'
import type { HeadLosses } from '../../domain/training/headLosses.ts'
import { roiAlign } from '../../kernels/roiAlign/roiAlign.ts'
import { convolve } from '../layers/convolve.ts'
import type { Pass } from '../layers/pass.ts'
import type { AnchorTargets } from './assignAnchors.ts'
import { decodeBoxes, DETECTION_WEIGHTS } from './boxCoder.ts'
import type { NetworkObjects } from './enterObjects.ts'
import { binaryCrossEntropy, crossEntropy, smoothL1, weightedSum } from './losses.ts'
import { diceOfRows, focalCrossEntropy, generalizedIouLoss } from './otherLosses.ts'
import { poolRois, type RoiPooler } from './poolRois.ts'
import type { LevelOutlook } from './regionProposals.ts'
import { MASK_ROI_SIDE, type MaskHead } from './roiHeads.ts'
import type { RoiSamples } from './sampleRois.ts'

/** torchvision/models/detection/rpn.py, `compute_loss`. */
export function proposalLosses(
  outlooks: readonly LevelOutlook[],
  targets: AnchorTargets,
): { loss_objectness: tf.Scalar; loss_rpn_box_reg: tf.Scalar } {
  const objectness = tf.concat(
    outlooks.map((level) => level.objectness),
    1,
  )
  const deltas = tf.concat(
    outlooks.map((level) => level.deltas),
    1,
  )
  const labels = tf.tensor2d(targets.labels, objectness.shape)
  const weights = tf.tensor2d(targets.weights, objectness.shape)
  const boxWeights = tf.expandDims(tf.mul(labels, weights), 2)
  const distance = smoothL1(deltas, tf.tensor3d(targets.deltas, deltas.shape))
  return {
    loss_objectness: weightedSum(binaryCrossEntropy(objectness, labels), weights),
    loss_rpn_box_reg: weightedSum(distance, boxWeights),
  }
}

/** torchvision/models/detection/roi_heads.py, `fastrcnn_loss`, unless other losses are asked for. */
export function boxLosses(
  { logits, deltas }: { readonly logits: tf.Tensor2D; readonly deltas: tf.Tensor3D },
  { labels, pictures, boxes, deltas: targets }: RoiSamples,
  { classes, kinds }: { readonly classes: number; readonly kinds: HeadLosses },
): { loss_classifier: tf.Scalar; loss_box_reg: tf.Scalar } {
  const isTaken = tf.cast(tf.greaterEqual(pictures, 0), 'float32')
  const weights = tf.div(isTaken, tf.maximum(tf.sum(isTaken), 1))
  const own = tf.oneHot(labels, classes) as tf.Tensor2D
  // Picked by a product and a sum: a gather's gradient would scatter.
  const ofLabel = tf.sum(tf.mul(deltas, tf.expandDims(own, 2)), 1)
  const isObject = tf.cast(tf.greater(labels, 0), 'float32')
  const boxWeights = tf.mul(weights, isObject)
  const classLoss = kinds.classes === 'focal' ? focalCrossEntropy : crossEntropy
  const decode = (by: tf.Tensor) => decodeBoxes(boxes, by, DETECTION_WEIGHTS) as tf.Tensor2D
  return {
    loss_classifier: weightedSum(classLoss(logits, own), weights),
    loss_box_reg:
      kinds.boxes === 'giou'
        ? weightedSum(generalizedIouLoss(decode(ofLabel), decode(targets)), boxWeights)
        : weightedSum(smoothL1(ofLabel, targets), tf.expandDims(boxWeights, 1)),
  }
}

/** The mask head's loss on the first rows of each picture, where its positives are. */
export function maskLoss(
  head: MaskHead,
  options: {
    readonly pooler: RoiPooler
    readonly rois: RoiSamples
    readonly objects: NetworkObjects
    /** Rows a picture. */
    readonly perPicture: number
    readonly kind: HeadLosses['masks']
    readonly pass: Pass
  },
): tf.Scalar {
  const { pooler, objects, perPicture, kind } = options
  const rois = firstRows(options.rois, perPicture)
  const isObject = tf.greater<tf.Tensor1D>(rois.labels, 0)
  const pictures = tf.where<tf.Tensor1D>(isObject, rois.pictures, -1)
  const pooled = poolRois(pooler, rois.boxes, pictures, MASK_ROI_SIDE)
  const pass = { ...options.pass, rows: tf.cast<tf.Tensor1D>(isObject, 'float32') }
  const logits = head.predict(head.look(pooled, pass), pass) // [rows, 28, 28, classes]
  return maskLogitsLoss(logits, rois, { objects, kind })
}

/**
 * torchvision/models/detection/roi_heads.py, `maskrcnn_loss`: of each object's row the class that it is.
 *
 * @param logits [rows, side, side, classes]
 */
export function maskLogitsLoss(
  logits: tf.Tensor4D,
  rois: RoiSamples,
  { objects, kind }: { readonly objects: NetworkObjects; readonly kind: HeadLosses['masks'] },
): tf.Scalar {
  const [rows, side] = logits.shape
  const ofLabel = pickClass(logits, rois.labels)
  const targets = projectMasks(rois, objects, side)
  const weight = tf.cast(tf.greater(rois.labels, 0), 'float32')
  const count = tf.maximum(tf.sum(weight), 1)
  if (kind === 'dice') return weightedSum(diceOfRows(ofLabel, targets), tf.div(weight, count))
  const pixels = tf.mul(count, side * side)
  const weights = tf.reshape(tf.div(weight, pixels), [rows, 1, 1])
  return weightedSum(binaryCrossEntropy(ofLabel, targets), weights)
}

/**
 * Of each row the map of its own class, [rows, side, side]. A gather's gradient would scatter, and a sum along so short
 * an axis is what TensorFlow.js is slowest at on WebGPU: so the sum is a convolution of one cell with ones.
 *
 * @param logits [rows, side, side, classes]
 * @param labels [rows] int32
 */
export function pickClass(logits: tf.Tensor4D, labels: tf.Tensor1D): tf.Tensor3D {
  const [rows, height, width, classes] = logits.shape
  const own = tf.reshape(tf.oneHot(labels, classes), [rows, 1, 1, classes])
  const picked = convolve(tf.mul(logits, own), tf.ones<tf.Rank.R4>([1, 1, classes, 1]))
  return tf.reshape(picked, [rows, height, width])
}

/** `project_masks_on_boxes`: each object's mask, sampled over its proposal. [rows, side, side] */
export function projectMasks(
  { boxes, objects: matched, labels }: Pick<RoiSamples, 'boxes' | 'objects' | 'labels'>,
  objects: NetworkObjects,
  side: number,
): tf.Tensor3D {
  return tf.tidy(() => {
    const [height, width] = objects.maskSize
    const slots = objects.labels.length
    const masks = tf.tensor4d(objects.masks, [slots, height, width, 1])
    const origins = tf.gather(tf.tensor2d(objects.maskOrigins, [slots, 2]), matched)
    const local = tf.sub<tf.Tensor2D>(boxes, tf.concat([origins, origins], 1))
    const slot = tf.where<tf.Tensor1D>(tf.greater(labels, 0), tf.cast(matched, 'float32'), -1)
    const rois = tf.concat2d([tf.expandDims(slot, 1), local], 1)
    return tf.reshape(roiAlign(masks, rois, { outputSize: side }), [-1, side, side])
  })
}

function firstRows(rois: RoiSamples, perPicture: number): RoiSamples {
  if (perPicture === rois.perPicture) return rois
  const pictures = rois.labels.size / rois.perPicture
  const cut = <T extends tf.Tensor>(rows: T): T => {
    const columns = rows.size / (pictures * rois.perPicture)
    const all = tf.reshape(rows, [pictures, rois.perPicture, columns])
    const first = tf.slice(all, [0, 0, 0], [pictures, perPicture, columns])
    return tf.reshape<tf.Rank>(first, [pictures * perPicture, ...rows.shape.slice(1)]) as T
  }
  return {
    perPicture,
    boxes: cut(rois.boxes),
    pictures: cut(rois.pictures),
    labels: cut(rois.labels),
    objects: cut(rois.objects),
    deltas: cut(rois.deltas),
  }
}
