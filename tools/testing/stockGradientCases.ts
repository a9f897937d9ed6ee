import * as tf from '@tensorflow/tfjs-core'

const noise = (shape: number[], seed: number): tf.Tensor =>
  tf.randomUniform(shape, -2, 2, 'float32', seed)
const positive = (shape: number[], seed: number): tf.Tensor =>
  tf.randomUniform(shape, 0.3, 2, 'float32', seed)

/** An answer and what each input gets back for random `dy`. */
function withGradients(
  compute: (...inputs: tf.Tensor[]) => tf.Tensor,
  ...inputs: tf.Tensor[]
): tf.Tensor[] {
  const y = compute(...inputs)
  return [y, ...tf.grads(compute)(inputs, noise(y.shape, 99))]
}

/**
 * What losses and heads are written in besides our own operations: TensorFlow.js's, whose gradients some backends lack.
 * Every backend answers them as the CPU does.
 */
export const STOCK_GRADIENT_CASES: Readonly<Record<string, () => tf.Tensor[]>> = {
  'cross entropy with logits': () =>
    withGradients(
      (logits) => {
        const labels = tf.oneHot(tf.tensor1d([2, 0, 1, 1, 4], 'int32'), 5)
        return tf.neg(tf.mean(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)))
      },
      noise([5, 5], 1),
    ),
  'binary cross entropy with logits': () =>
    withGradients(
      (logits) =>
        tf.mean(
          tf.add(
            tf.sub(tf.relu(logits), tf.mul(logits, positive([4, 7], 2))),
            tf.log1p(tf.exp(tf.neg(tf.abs(logits)))),
          ),
        ),
      noise([4, 7], 3),
    ),
  'sigmoid cross entropy of TensorFlow.js': () =>
    withGradients(
      (logits) => tf.losses.sigmoidCrossEntropy(tf.round(positive([6, 2], 4)), logits),
      noise([6, 2], 5),
    ),
  'smooth L1': () =>
    withGradients(
      (a, b) => {
        const apart = tf.abs(tf.sub(a, b))
        const square = tf.mul(tf.square(apart), 4.5)
        return tf.sum(tf.where(tf.less(apart, 1 / 9), square, tf.sub(apart, 1 / 18)))
      },
      noise([10, 4], 6),
      noise([10, 4], 7),
    ),
  'softmax and sigmoid': () =>
    withGradients((x) => tf.mul(tf.softmax(x), tf.sigmoid(x)), noise([6, 9], 8)),
  'slices, concatenations and stacks': () =>
    withGradients(
      (a, b) => {
        const [first, second] = tf.unstack(tf.concat([a, b], 1), 0)
        if (first === undefined || second === undefined) throw new Error('There are two rows.')
        return tf.stack([tf.slice(first, [1, 0], [3, 2]), tf.slice(second, [0, 1], [3, 2])])
      },
      noise([2, 3, 3], 9),
      noise([2, 2, 3], 10),
    ),
  'splits, padding and tiles': () =>
    withGradients(
      (x) => {
        const [left, right] = tf.split(x, 2, 1)
        if (left === undefined || right === undefined) throw new Error('There are two halves.')
        const padded = tf.pad(left, [
          [1, 0],
          [0, 2],
        ])
        return tf.add(padded, tf.tile(tf.slice(right, [0, 0], [1, 1]), [4, 7]))
      },
      noise([3, 10], 11),
    ),
  'means and sums along axes': () =>
    withGradients(
      (x) => tf.add(tf.mean(x, [1, 2]), tf.sum(tf.square(x), [1, 2])),
      noise([3, 4, 5, 6], 13),
    ),
  'greatest along an axis': () => withGradients((x) => tf.max(x, 1), noise([4, 9], 14)),
  'broadcast arithmetic': () =>
    withGradients(
      (a, b) => tf.div(tf.sub(a, tf.mul(a, b)), tf.add(b, 3)),
      noise([3, 4, 5], 15),
      positive([5], 16),
    ),
  'exponentials, logarithms, roots and powers': () =>
    withGradients(
      (x) =>
        tf.add(tf.add(tf.exp(x), tf.log(x)), tf.add(tf.sqrt(x), tf.add(tf.rsqrt(x), tf.pow(x, 3)))),
      positive([4, 5], 17),
    ),
  'clips, maxima and minima': () =>
    withGradients(
      (a, b) => tf.add(tf.clipByValue(a, -0.7, 0.9), tf.mul(tf.maximum(a, b), tf.minimum(a, b))),
      noise([4, 6], 18),
      noise([4, 6], 19),
    ),
  'transposes of four axes': () =>
    withGradients((x) => tf.square(tf.transpose(x, [0, 3, 1, 2])), noise([2, 3, 4, 5], 20)),
  'transposes of five axes': () =>
    withGradients((x) => tf.square(tf.transpose(x, [0, 1, 3, 2, 4])), noise([2, 3, 2, 2, 4], 21)),
  'ReLU and ReLU6': () =>
    withGradients((x) => tf.add(tf.relu(x), tf.relu6(tf.mul(x, 5))), noise([50], 22)),
  'dense layers': () =>
    withGradients(
      (x, weight, bias) =>
        tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias)),
      noise([7, 12], 23),
      noise([12, 5], 24),
      noise([5], 25),
    ),
  'dropout-like masks and casts': () =>
    withGradients((x) => tf.mul(x, tf.cast(tf.greater(x, 0.1), 'float32')), noise([30], 26)),
}
