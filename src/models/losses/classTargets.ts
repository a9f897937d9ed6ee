import * as tf from '@tensorflow/tfjs-core'

/** Marks a pixel that is neither right nor wrong, as torchvision's references and Pascal VOC have it. */
export const IGNORED = 255

/** What each pixel should be. */
export interface ClassTargets {
  /** [batch, height, width, classes], all zeros where the pixel is ignored. */
  readonly oneHot: tf.Tensor4D
  /** [batch, height, width]: 1, or 0 where the pixel is ignored. */
  readonly counts: tf.Tensor3D
}

/**
 * @param labels [batch, height, width] class numbers, IGNORED where unknown
 */
export function classTargets(
  labels: Uint8Array,
  shape: readonly [batch: number, height: number, width: number],
  classes: number,
): ClassTargets {
  const counts = Float32Array.from(labels, (label) => (label === IGNORED ? 0 : 1))
  const known = Int32Array.from(labels, (label) => (label === IGNORED ? -1 : label))
  return {
    // No class is -1, so its row is all zeros.
    oneHot: tf.reshape(tf.cast(tf.oneHot(tf.tensor1d(known, 'int32'), classes), 'float32'), [
      ...shape,
      classes,
    ]),
    counts: tf.tensor3d(counts, [...shape]),
  }
}
