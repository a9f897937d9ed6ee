import * as tf from '@tensorflow/tfjs-core'
import { hasKernel } from '../hasKernel.ts'
import { isTaped } from '../isTaped.ts'

export interface WindowAttentionOptions {
  /** [height * width, heads * 3 * depth]: for each pixel and head its query, key and value. */
  readonly qkv: tf.Tensor2D
  readonly height: number
  readonly width: number
  readonly heads: number
  /** Pixels along one side of a window. */
  readonly windowSide: number
  /** [heads, windowSide², windowSide²], added to the scores. */
  readonly bias: tf.Tensor3D
  /** [heads * 3 * depth]: query, key and value of the pixels beyond the border that complete the last windows. */
  readonly outside: tf.Tensor1D
}

/**
 * Self-attention of each pixel to those in its window: [height * width, heads * depth]. Windows start at the top left;
 * those that hang over the border see `outside` there. (TinyViT, Wu et al., 2022; partition as in Swin.)
 */
export function windowAttention(options: WindowAttentionOptions): tf.Tensor2D {
  const { qkv, height, width, heads, windowSide, bias, outside } = options
  const depth = qkv.shape[1] / heads / 3
  if (hasKernel('LimnWindowAttention') && depth % 8 === 0 && !isTaped()) {
    const attributes = { height, width, heads, windowSide }
    return tf.engine().runKernel('LimnWindowAttention', { qkv, bias, outside }, attributes)
  }
  return tf.tidy(() => {
    const rows = Math.ceil(height / windowSide)
    const columns = Math.ceil(width / windowSide)
    const cells = windowSide * windowSide
    const picture = padWith(
      tf.reshape(qkv, [height, width, -1]),
      outside,
      rows * windowSide,
      columns * windowSide,
    )
    const windows = tf.reshape(
      tf.transpose(
        tf.reshape(picture, [rows, windowSide, columns, windowSide, heads * 3 * depth]),
        [0, 2, 1, 3, 4],
      ),
      [rows * columns, cells, heads, 3 * depth],
    )
    const byHead = tf.transpose(windows, [0, 2, 1, 3]) // [windows, heads, cells, 3 * depth]
    const [q, k, v] = tf.split(byHead, 3, 3)
    if (q === undefined || k === undefined || v === undefined)
      throw new Error('split gave no thirds')
    const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(depth)), k, false, true)
    const mixed = tf.matMul(tf.softmax(tf.add(scores, bias)), v) // [windows, heads, cells, depth]
    const joined = tf.transpose(
      tf.reshape(mixed, [rows, columns, heads, windowSide, windowSide, depth]),
      [0, 3, 1, 4, 2, 5],
    )
    const whole = tf.reshape(joined, [rows * windowSide, columns * windowSide, heads * depth])
    const inside = tf.slice(whole, [0, 0, 0], [height, width, heads * depth])
    return tf.reshape(inside, [height * width, heads * depth])
  })
}

/** Extends a picture to the right and below with one and the same pixel. */
function padWith(
  picture: tf.Tensor3D,
  pixel: tf.Tensor1D,
  height: number,
  width: number,
): tf.Tensor3D {
  const [ownHeight, ownWidth, channels] = picture.shape
  const right = tf.tile<tf.Tensor3D>(tf.reshape(pixel, [1, 1, channels]), [
    ownHeight,
    width - ownWidth,
    1,
  ])
  const below = tf.tile<tf.Tensor3D>(tf.reshape(pixel, [1, 1, channels]), [
    height - ownHeight,
    width,
    1,
  ])
  return tf.concat<tf.Tensor3D>([tf.concat<tf.Tensor3D>([picture, right], 1), below], 0)
}
