import * as tf from '@tensorflow/tfjs-core'

/**
 * Twice the size, blended between corner pixels that stay where they are: PyTorch's
 * `Upsample(scale_factor=2, mode='bilinear', align_corners=True)`. Each axis is a matrix product, so that every backend
 * has its gradient.
 *
 * @param x [batch, height, width, channels]
 */
export function resizeAligned(x: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape
  return tf.tidy(() => {
    const columns: tf.Tensor3D = tf.reshape(x, [batch * height, width, channels])
    const wide = blendAxis(columns, width)
    const rows: tf.Tensor3D = tf.reshape(wide, [batch, height, 2 * width * channels])
    return tf.reshape(blendAxis(rows, height), [batch, 2 * height, 2 * width, channels])
  })
}

/** [n, from, rest] to [n, 2 from, rest] */
function blendAxis(x: tf.Tensor3D, from: number): tf.Tensor3D {
  const [count, , rest] = x.shape
  const weights = tf.tensor2d(alignedWeights(from), [2 * from, from])
  const lines = tf.reshape(tf.transpose(x, [1, 0, 2]), [from, count * rest])
  const blended = tf.matMul(weights, lines)
  return tf.transpose(tf.reshape(blended, [2 * from, count, rest]), [1, 0, 2])
}

/** Row i says how much of each source cell is in target cell i. [2 from, from] */
function alignedWeights(from: number): Float32Array {
  const to = 2 * from
  const weights = new Float32Array(to * from)
  for (let i = 0; i < to; i++) {
    const place = (i * (from - 1)) / (to - 1)
    const near = Math.min(Math.floor(place), Math.max(0, from - 2))
    weights[i * from + near] = 1 - (place - near)
    if (near + 1 < from) weights[i * from + near + 1] = place - near
  }
  return weights
}
