import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'

export interface TopK {
  /** [rows, k], greatest first; a gradient flows through them. */
  readonly values: tf.Tensor2D
  /** [rows, k] int32: places in the row. */
  readonly indices: tf.Tensor2D
}

/**
 * The k greatest of each row, greatest first, equal ones in the order of their places (where PyTorch's `topk` leaves
 * open which comes first); values that are no number come last. Nothing is read back from the device.
 *
 * @param x [rows, columns] float32
 * @param k at most the columns
 */
export function topK(x: tf.Tensor2D, k: number): TopK {
  const [rows, columns] = x.shape
  if (!Number.isInteger(k) || k < 0 || k > columns || x.dtype !== 'float32') {
    fail(
      'bad-request',
      `topK cannot take ${k} of ${columns} values of type ${x.dtype}.`,
      'Ask for a whole number of float32 values that are there.',
    )
  }
  const indices: tf.Tensor2D = tf.engine().runKernel('LimnTopK', { x }, { k })
  const values = tf.tidy(() => {
    const first = tf.reshape(tf.range(0, rows, 1, 'int32'), [rows, 1])
    const places = tf.add(indices, tf.mul(first, tf.scalar(columns, 'int32')))
    return tf.gather(tf.reshape(x, [rows * columns]), places)
  })
  return { values: tf.reshape(values, [rows, k]), indices }
}
