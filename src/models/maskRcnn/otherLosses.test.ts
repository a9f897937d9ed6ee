import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installKernels } from '../../kernels/installKernels.ts'
import { crossEntropy } from './losses.ts'
import { diceOfRows, focalCrossEntropy, generalizedIouLoss } from './otherLosses.ts'

beforeAll(async () => {
  installKernels()
  await tf.setBackend('cpu')
  tf.engine().startScope()
})
afterAll(() => tf.engine().endScope())

/** Holds the gradient of a sum to differences of it. */
function expectGradient(values: readonly number[], loss: (x: tf.Tensor1D) => tf.Tensor): void {
  const sum = (x: tf.Tensor1D) => tf.sum<tf.Scalar>(loss(x))
  const gradient = tf
    .grad((x) => sum(x as tf.Tensor1D))(tf.tensor1d([...values]))
    .dataSync()
  const step = 1e-2
  values.forEach((value, i) => {
    const at = (moved: number) =>
      sum(tf.tensor1d(values.map((v, j) => (j === i ? moved : v)))).dataSync()[0] ?? NaN
    const slope = (at(value + step) - at(value - step)) / (2 * step)
    expect(gradient[i], `value ${i}`).toBeCloseTo(slope, 2)
  })
}

describe('generalizedIouLoss', () => {
  const known = () =>
    tf.tensor2d([
      [0, 0, 4, 4],
      [0, 0, 1, 1],
      [1, 1, 3, 4],
    ])

  it('is 1 - GIoU: of boxes that overlap, lie apart, and are the same', () => {
    const targets = tf.tensor2d([
      [2, 0, 6, 4],
      [2, 0, 3, 1],
      [1, 1, 3, 4],
    ])
    // 8 of 24 shared, none of the hull empty; nothing of 2 shared, a third of the hull empty.
    const [overlapping, apart, same] = generalizedIouLoss(known(), targets).dataSync()
    expect(overlapping).toBeCloseTo(2 / 3, 5)
    expect(apart).toBeCloseTo(4 / 3, 5)
    expect(same).toBeCloseTo(0, 5)
  })

  it('has the gradient that differences show, and one for boxes that lie apart', () => {
    const targets = tf.tensor2d([
      [1, 1, 5, 6],
      [6, 5, 9, 9],
    ])
    const boxes = [0.3, 0.4, 4.2, 4.6, 1.2, 1.4, 3.3, 3.1]
    expectGradient(boxes, (x) => generalizedIouLoss(tf.reshape(x, [2, 4]), targets))
  })

  it('is finite where a row only pads', () => {
    const nothing = tf.zeros<tf.Rank.R2>([1, 4])
    const [value] = generalizedIouLoss(nothing, nothing).dataSync()
    expect(value).toBeCloseTo(1, 6)
  })
})

describe('focalCrossEntropy', () => {
  const logits = [0.3, -1.2, 0.8, 2.1, 0.4, -0.7]
  const oneHot = () =>
    tf.tensor2d([
      [0, 0, 1],
      [1, 0, 0],
    ])
  const rows = (x: tf.Tensor) => tf.reshape<tf.Rank.R2>(x, [2, 3])

  it('is the cross entropy when gamma is 0, and less of it the surer the row', () => {
    const x = tf.tensor2d(logits, [2, 3])
    const plain = crossEntropy(x, oneHot()).dataSync()
    const [first, second] = focalCrossEntropy(x, oneHot(), 0).dataSync()
    expect(first).toBeCloseTo(plain[0] ?? NaN, 6)
    expect(second).toBeCloseTo(plain[1] ?? NaN, 6)
    const probability = Math.exp(-(plain[1] ?? NaN))
    const focal = focalCrossEntropy(x, oneHot()).dataSync()[1]
    expect(focal).toBeCloseTo((1 - probability) ** 2 * (plain[1] ?? NaN), 6)
  })

  it('has the gradient that differences show', () => {
    expectGradient(logits, (x) => focalCrossEntropy(rows(x), oneHot()))
  })
})

describe('diceOfRows', () => {
  const masks = () => tf.tensor3d([1, 0, 1, 1, 0, 0, 0, 0], [2, 2, 2])

  it('is 0 where a mask is found whole, and large where all is wrong', () => {
    const right = tf.tensor3d([40, -40, 40, 40, -40, -40, -40, -40], [2, 2, 2])
    expect([...diceOfRows(right, masks()).dataSync()]).toEqual([0, 0])
    const [wrong] = diceOfRows(tf.neg(right), masks()).dataSync()
    expect(wrong).toBeCloseTo(1 - 1 / 5, 5)
  })

  it('has the gradient that differences show', () => {
    const logits = [0.5, -0.3, 1.2, -2, 0.1, 0.9, -0.4, 0.2]
    expectGradient(logits, (x) => diceOfRows(tf.reshape(x, [2, 2, 2]), masks()))
  })
})
