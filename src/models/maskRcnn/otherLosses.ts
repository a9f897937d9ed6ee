import * as tf from '@tensorflow/tfjs-core'

/** Lin et al., "Focal Loss for Dense Object Detection", 2017: their gamma. */
const GAMMA = 2
/** torchvision/ops/giou_loss.py */
const EPSILON = 1e-7
/** Keeps an empty mask that is found empty at a loss of 0 (Milletari et al., "V-Net", 2016, smoothed). */
const SMOOTH = 1

/**
 * Focal loss of each row over a softmax: (1 - p)^gamma times the cross entropy, p the probability of the row's class.
 *
 * @param logits [rows, classes]
 * @param oneHot [rows, classes]
 * @returns [rows]
 */
export function focalCrossEntropy(
  logits: tf.Tensor2D,
  oneHot: tf.Tensor2D,
  gamma = GAMMA,
): tf.Tensor1D {
  const logarithm = tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), 1)
  // A probability of just 1 would put the power's gradient at 0 to the power of gamma - 1.
  const wrong = tf.maximum(tf.sub(1, tf.exp(logarithm)), EPSILON)
  return tf.neg(tf.mul(tf.pow(wrong, gamma), logarithm))
}

/**
 * 1 - GIoU of each pair of boxes (Rezatofighi et al., 2019), as torchvision's `generalized_box_iou_loss`.
 *
 * @param boxes [rows, 4] x1, y1, x2, y2
 * @param targets [rows, 4]
 * @returns [rows]
 */
export function generalizedIouLoss(boxes: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor1D {
  const [corner, far] = halves(boxes)
  const [targetCorner, targetFar] = halves(targets)
  const extent = tf.maximum<tf.Tensor2D>(
    tf.sub(tf.minimum(far, targetFar), tf.maximum(corner, targetCorner)),
    0,
  )
  const shared = areaOf(extent)
  const both = tf.sub(
    tf.add(areaOf(tf.sub(far, corner)), areaOf(tf.sub(targetFar, targetCorner))),
    shared,
  )
  const around = areaOf(tf.sub(tf.maximum(far, targetFar), tf.minimum(corner, targetCorner)))
  const overlap = tf.div(shared, tf.add(both, EPSILON))
  const empty = tf.div(tf.sub(around, both), tf.add(around, EPSILON))
  return tf.add(tf.sub(1, overlap), empty)
}

/**
 * 1 - (2 |P T| + 1) / (|P| + |T| + 1) of each row, the sizes sums of probabilities.
 *
 * @param logits [rows, side, side]
 * @param targets [rows, side, side], 0 to 1
 * @returns [rows]
 */
export function diceOfRows(logits: tf.Tensor3D, targets: tf.Tensor3D): tf.Tensor1D {
  const found = tf.sigmoid(logits)
  const shared = tf.sum(tf.mul(found, targets), [1, 2])
  const sizes = tf.add(tf.sum(found, [1, 2]), tf.sum(targets, [1, 2]))
  return tf.sub(1, tf.div(tf.add(tf.mul(shared, 2), SMOOTH), tf.add(sizes, SMOOTH)))
}

function halves(boxes: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D] {
  const rows = boxes.shape[0]
  return [tf.slice(boxes, [0, 0], [rows, 2]), tf.slice(boxes, [0, 2], [rows, 2])]
}

/** Product of the two sides. */
function areaOf(sides: tf.Tensor2D): tf.Tensor1D {
  const rows = sides.shape[0]
  const across = tf.slice(sides, [0, 0], [rows, 1])
  return tf.reshape(tf.mul(across, tf.slice(sides, [0, 1], [rows, 1])), [rows])
}
