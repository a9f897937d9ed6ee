import * as tf from '@tensorflow/tfjs-core'

/** Divides the four deltas: how much a step of each counts. */
export type CoderWeights = readonly [x: number, y: number, width: number, height: number]

export const PROPOSAL_WEIGHTS: CoderWeights = [1, 1, 1, 1]
export const DETECTION_WEIGHTS: CoderWeights = [10, 10, 5, 5]

/** A box grows at most this much: e to the power of it is 62.5. */
const MAX_LOG_GROWTH = Math.log(1000 / 16)

/**
 * Boxes moved by deltas, as torchvision's BoxCoder (torchvision/models/detection/_utils.py).
 *
 * @param boxes [..., 4] x1, y1, x2, y2
 * @param deltas [..., 4] of a shape that broadcasts with it: shift of the centre, logarithm of the growth
 */
export function decodeBoxes(boxes: tf.Tensor, deltas: tf.Tensor, weights: CoderWeights): tf.Tensor {
  return tf.tidy(() => {
    const [x, y, width, height] = weights
    const [corner, far] = halves(boxes)
    const [shift, growth] = halves(deltas)
    const size = tf.sub(far, corner)
    const centre = tf.add(corner, tf.mul(size, 0.5))
    const moved = tf.add(tf.mul(tf.div(shift, tf.tensor1d([x, y])), size), centre)
    const logGrowth = tf.minimum(tf.div(growth, tf.tensor1d([width, height])), MAX_LOG_GROWTH)
    const half = tf.mul(tf.mul(tf.exp(logGrowth), size), 0.5)
    return tf.concat([tf.sub(moved, half), tf.add(moved, half)], -1)
  })
}

/**
 * The deltas that lead from `boxes` to `targets`, both [rows, 4] and of some extent.
 */
export function encodeBoxes(
  boxes: tf.Tensor2D,
  targets: tf.Tensor2D,
  weights: CoderWeights,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [x, y, width, height] = weights
    const from = centreAndSize(boxes)
    const to = centreAndSize(targets)
    const shift = tf.mul(tf.div(tf.sub(to.centre, from.centre), from.size), tf.tensor1d([x, y]))
    const growth = tf.mul(tf.log(tf.div(to.size, from.size)), tf.tensor1d([width, height]))
    return tf.concat([shift, growth], 1) as tf.Tensor2D
  })
}

/** The same for one box of plain arrays, into `deltas` at `at`. In float32, as torch computes it. */
export function encodeBox(
  box: ArrayLike<number>,
  target: ArrayLike<number>,
  { deltas, at }: { readonly deltas: Float32Array; readonly at: number },
): void {
  const { fround } = Math
  for (let axis = 0; axis < 2; axis++) {
    const size = fround((box[axis + 2] ?? 0) - (box[axis] ?? 0))
    const targetSize = fround((target[axis + 2] ?? 0) - (target[axis] ?? 0))
    const centre = fround((box[axis] ?? 0) + fround(size * 0.5))
    const targetCentre = fround((target[axis] ?? 0) + fround(targetSize * 0.5))
    deltas[at + axis] = fround(targetCentre - centre) / size
    deltas[at + axis + 2] = Math.log(fround(targetSize / size))
  }
}

function centreAndSize(boxes: tf.Tensor): { centre: tf.Tensor; size: tf.Tensor } {
  const [corner, far] = halves(boxes)
  const size = tf.sub(far, corner)
  return { centre: tf.add(corner, tf.mul(size, 0.5)), size }
}

/** The first two and the last two of the last axis. */
function halves(boxes: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const [first, second] = tf.split(boxes, 2, -1)
  if (first === undefined || second === undefined) throw new Error('Boxes have four numbers.')
  return [first, second]
}

/** Boxes within pictures: [batch, count, 4] and sizes as [width, height] of each. */
export function clipBoxes(
  boxes: tf.Tensor3D,
  sizes: readonly (readonly [width: number, height: number])[],
): tf.Tensor3D {
  return tf.tidy(() => {
    const bounds = sizes.map(([width, height]) => [[width, height, width, height]])
    return tf.maximum(tf.minimum(boxes, tf.tensor3d(bounds)), 0)
  })
}

/** Which boxes of [count, 4] have no shorter side than that: torchvision's `remove_small_boxes`, as [count] bool. */
export function reachSide(boxes: tf.Tensor2D, least: number): tf.Tensor1D {
  return tf.tidy(() => {
    const [corner, far] = halves(boxes)
    return tf.greaterEqual<tf.Tensor1D>(tf.min(tf.sub(far, corner), 1), least)
  })
}
