import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { startNodeBackend } from '../../../tools/testing/startNodeBackend.ts'
import { batchNorm } from './batchNorm.ts'
import { batchNormOfRows } from './batchNormOfRows.ts'

beforeAll(startNodeBackend)

const OPTIONS = {
  scale: [1.5, 0.5, -1],
  offset: [0.1, -0.2, 3],
  epsilon: 1e-5,
}

function run(x: tf.Tensor4D, rows?: tf.Tensor1D) {
  return tf.tidy(() => {
    const scale = tf.variable(tf.tensor1d(OPTIONS.scale))
    const offset = tf.variable(tf.tensor1d(OPTIONS.offset))
    const { epsilon } = OPTIONS
    const weights = tf.randomNormal<tf.Rank.R4>(x.shape, 0, 1, 'float32', 3)
    const ownRows = rows ?? tf.ones<tf.Rank.R1>([x.shape[0]])
    const counted = tf.mul(weights, tf.reshape(ownRows, [-1, 1, 1, 1]))
    const norm = (y: tf.Tensor4D) =>
      rows === undefined
        ? batchNorm(y, { scale, offset, epsilon })
        : batchNormOfRows(y, { scale, offset, epsilon, rows })
    const { mean, variance, output } = norm(x)
    const grads = tf.grads((y, gain, shift) => {
      const own = { scale: gain as tf.Tensor1D, offset: shift as tf.Tensor1D, epsilon }
      const normed =
        rows === undefined
          ? batchNorm(y as tf.Tensor4D, own)
          : batchNormOfRows(y as tf.Tensor4D, { ...own, rows })
      return tf.sum(tf.mul(normed.output, counted))
    })([x, scale, offset])
    const valid = x.shape[0] - (rows === undefined ? 0 : 2)
    const first = (t: tf.Tensor) => Array.from(tf.slice(t, 0, valid).dataSync())
    const [dx = tf.scalar(0), dScale, dOffset] = grads
    const all = {
      mean: Array.from(mean.dataSync()),
      variance: Array.from(variance.dataSync()),
      output: first(output),
      dx: first(dx),
      dScale: Array.from(dScale?.dataSync() ?? []),
      dOffset: Array.from(dOffset?.dataSync() ?? []),
      intoPadding: Array.from(tf.slice(dx, valid).dataSync()),
    }
    tf.dispose([scale, offset])
    return all
  })
}

it('is batch norm of the rows that count, whatever lies in the others, forward and back', () => {
  const before = tf.memory().numTensors
  tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>([5, 2, 4, 3], 2, 3, 'float32', 1)
    const padding = tf.fill<tf.Rank.R4>([2, 2, 4, 3], 777)
    const alone = run(x)
    const padded = run(tf.concat([x, padding]), tf.tensor1d([1, 1, 1, 1, 1, 0, 0]))
    for (const part of ['mean', 'variance', 'output', 'dx', 'dScale', 'dOffset'] as const) {
      padded[part].forEach((value, i) => {
        expect(value, `${part}[${i}]`).toBeCloseTo(alone[part][i] ?? NaN, 4)
      })
      expect(padded[part]).toHaveLength(alone[part].length)
    }
    expect(new Set(padded.intoPadding.map(Math.abs))).toEqual(new Set([0]))
  })
  expect(tf.memory().numTensors).toBe(before)
})

it('of padding alone is finite', () => {
  const padding = tf.ones<tf.Rank.R4>([2, 2, 4, 3])
  const { mean, variance, dx } = run(padding, tf.zeros([2]))
  expect([...mean, ...variance, ...dx].every(Number.isFinite)).toBe(true)
  expect(mean).toEqual([0, 0, 0])
})
