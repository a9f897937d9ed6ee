import * as tf from '@tensorflow/tfjs-core'
import { softmax } from '../../kernels/softmax/softmax.ts'
import type { ClassTargets } from './classTargets.ts'

/**
 * Lovász-softmax (Berman et al., 2018): a surrogate whose minimum is the best IoU of each class, over the whole batch
 * and the classes that are in it.
 *
 * @param logits [batch, height, width, classes]
 */
export function lovaszLoss(logits: tf.Tensor4D, { oneHot, counts }: ClassTargets): tf.Scalar {
  const classes = logits.shape[3]
  const pixels = counts.size
  const probability = tf.mul(softmax(logits), tf.expandDims(counts, 3))
  const errors = tf.reshape(tf.abs(tf.sub(oneHot, probability)), [pixels, classes])
  const truths = tf.reshape(oneHot, [pixels, classes])
  const parts: tf.Scalar[] = []
  const presences: tf.Scalar[] = []
  for (let c = 0; c < classes; c++) {
    const truth = tf.reshape<tf.Rank.R1>(tf.slice(truths, [0, c], [-1, 1]), [pixels])
    const error = tf.reshape<tf.Rank.R1>(tf.slice(errors, [0, c], [-1, 1]), [pixels])
    const isPresent = tf.minimum<tf.Scalar>(tf.sum(truth), 1)
    presences.push(isPresent)
    parts.push(tf.mul<tf.Scalar>(lovaszExtension(error, truth), isPresent))
  }
  return tf.div(tf.addN(parts), tf.maximum(tf.addN(presences), 1))
}

/**
 * Each error, largest first, times how much the Jaccard index falls when that pixel goes wrong too. The order is fixed
 * while the gradient is taken, as in the paper.
 */
function lovaszExtension(errors: tf.Tensor1D, truth: tf.Tensor1D): tf.Scalar {
  const extension = tf.customGrad((...args) => {
    const [values, save] = args as [tf.Tensor1D, tf.GradSaveFunc]
    const { values: sorted, indices } = tf.topk(values, values.size)
    const slopes = jaccardSteps(tf.gather(truth, indices))
    const scattered = tf.scatterND(tf.expandDims(indices, 1), slopes, [values.size])
    save([scattered])
    return {
      value: tf.sum(tf.mul(sorted, slopes)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(saved[0] ?? dy, dy),
    }
  })
  return extension(errors) as tf.Scalar
}

/** The Jaccard loss after each pixel less the one before it. [pixels] */
function jaccardSteps(truth: tf.Tensor1D): tf.Tensor1D {
  const total = tf.sum(truth)
  const misses = tf.cumsum(truth)
  const alarms = tf.cumsum(tf.sub(1, truth))
  const loss = tf.sub<tf.Tensor1D>(
    1,
    tf.div(tf.sub(total, misses), tf.maximum(tf.add(total, alarms), 1e-12)),
  )
  const before = tf.concat1d([tf.zeros([1]), tf.slice1d(loss, 0, truth.size - 1)])
  return tf.sub(loss, before)
}
