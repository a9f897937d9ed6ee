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
  const oneHot = new Float32Array(labels.length * classes)
  labels.forEach((label, at) => {
    if (label < classes) oneHot[at * classes + label] = 1
  })
  return {
    oneHot: tf.tensor4d(oneHot, [...shape, classes]),
    counts: tf.tensor3d(counts, [...shape]),
  }
}
