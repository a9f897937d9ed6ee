import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'

export interface BatchNormOptions {
  /** [channels] */
  readonly scale: tf.Tensor1D
  /** [channels] */
  readonly offset: tf.Tensor1D
  /** Added to the variance, under the root. */
  readonly epsilon: number
}

export interface FrozenBatchNormOptions extends BatchNormOptions {
  /** [channels]; taken as given: it gets no gradient. */
  readonly mean: tf.Tensor1D
  /** [channels] */
  readonly variance: tf.Tensor1D
}

export interface BatchNormResult {
  readonly output: tf.Tensor4D
  /** [channels], of this batch; for running averages, not differentiable. */
  readonly mean: tf.Tensor1D
  /** [channels], divided by the count of values (running averages of PyTorch divide by one less). */
  readonly variance: tf.Tensor1D
}

/**
 * Batch norm in training: each channel gets mean 0 and variance 1 over the batch and its pixels, then is scaled and
 * shifted. Ioffe and Szegedy, "Batch Normalization", 2015; PyTorch's `batch_norm(training=True)`. Differentiable in x,
 * scale and offset.
 *
 * @param x [batch, height, width, channels] float32
 */
export function batchNorm(
  x: tf.Tensor4D,
  { scale, offset, epsilon }: BatchNormOptions,
): BatchNormResult {
  const channels = x.shape[3]
  const count = x.size / channels
  requireChannels(channels, [scale, offset])
  if (count === 0) {
    fail(
      'bad-request',
      'Batch norm was given no values to take a mean of.',
      'Pass at least one picture.',
    )
  }
  const { mean, variance } = channelMoments(x)
  const normalise = tf.customGrad((...args) => {
    const [values, gain, shift, save] = args as [
      tf.Tensor4D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.GradSaveFunc,
    ]
    const inverse = tf.rsqrt(tf.add(variance, epsilon))
    save([values, gain, mean, inverse])
    const slope = tf.mul<tf.Tensor1D>(gain, inverse)
    return {
      value: runAffine({ x: values, mean, slope, shift }),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => batchNormGradients(dy, saved, count),
    }
  })
  return { output: normalise(x, scale, offset) as tf.Tensor4D, mean, variance }
}

/**
 * dx = scale / deviation · (dy - mean(dy) - (x - mean) · mean(dy (x - mean)) / variance), which is affine in dy and x a
 * channel.
 */
function batchNormGradients(dy: tf.Tensor, saved: tf.Tensor[], count: number): tf.Tensor[] {
  const [x, scale, mean, inverse] = saved
  if (x === undefined || scale === undefined || mean === undefined || inverse === undefined) {
    throw new Error('Batch norm saved four tensors.')
  }
  const [sums, products] = channelSums(dy, x, mean)
  const gain = tf.mul(scale, inverse)
  const slope = tf.mul(tf.mul(gain, tf.square(inverse)), tf.mul(products, -1 / count))
  const shift = tf.mul(gain, tf.mul(sums, -1 / count))
  return [runAffine({ x, mean, slope, shift, dy, gain }), tf.mul(products, inverse), sums]
}

/**
 * Batch norm by given statistics, as at inference and for frozen layers: x moves by one slope and shift a channel.
 * torchvision's `FrozenBatchNorm2d`. Differentiable in x, scale, offset and variance.
 *
 * @param x [batch, height, width, channels] float32
 */
export function frozenBatchNorm(x: tf.Tensor4D, options: FrozenBatchNormOptions): tf.Tensor4D {
  const { scale, offset, mean, variance, epsilon } = options
  requireChannels(x.shape[3], [scale, offset, mean, variance])
  return tf.tidy(() => {
    const slope = tf.mul<tf.Tensor1D>(scale, tf.rsqrt(tf.add(variance, epsilon)))
    return runAffine({ x, mean, slope, shift: offset }) as tf.Tensor4D
  })
}

/** x · slope + shift, a value each of the last axis. Differentiable in all three. */
export function scaleChannels(x: tf.Tensor, slope: tf.Tensor1D, shift: tf.Tensor1D): tf.Tensor {
  return tf.tidy(() => runAffine({ x, mean: tf.zerosLike(slope), slope, shift }))
}

interface AffineInputs {
  readonly x: tf.Tensor
  readonly mean: tf.Tensor
  readonly slope: tf.Tensor
  readonly shift: tf.Tensor
  readonly dy?: tf.Tensor
  readonly gain?: tf.Tensor
}

/** (x - mean) · slope + shift + dy · gain, a value each of the last axis. */
export function runAffine(inputs: AffineInputs): tf.Tensor {
  return tf.engine().runKernel('LimnChannelAffine', { ...inputs })
}

/** Mean and variance over all but the last axis. */
export function channelMoments(x: tf.Tensor4D): { mean: tf.Tensor1D; variance: tf.Tensor1D } {
  return tf.tidy(() => {
    const [mean, variance] = bothRows(tf.engine().runKernel('LimnChannelMoments', { x }))
    return { mean, variance }
  })
}

/** Sums over all but the last axis: of dy, and of dy (x - mean). */
export function channelSums(dy: tf.Tensor, x: tf.Tensor, mean: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const both: tf.Tensor2D = tf.engine().runKernel('LimnChannelSums', { dy, x, mean })
  return bothRows(both)
}

/** [2, channels] to two vectors. */
function bothRows(both: tf.Tensor2D): [tf.Tensor1D, tf.Tensor1D] {
  const channels = both.shape[1]
  const row = (place: number): tf.Tensor1D =>
    tf.reshape(tf.slice(both, [place, 0], [1, channels]), [channels])
  return [row(0), row(1)]
}

function requireChannels(channels: number, vectors: readonly tf.Tensor[]): void {
  const wrong = vectors.find((vector) => vector.rank !== 1 || vector.size !== channels)
  if (wrong === undefined) return
  fail(
    'bad-request',
    `Batch norm of ${channels} channels was given values of shape [${wrong.shape.join(', ')}].`,
    'Pass one value a channel.',
  )
}
