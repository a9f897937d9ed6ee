import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { relativeDifference } from '../../../tools/testing/computeOnWebgpu.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import {
  readTorchvisionFixture,
  WITHOUT_FIXTURES,
} from '../../../tools/testing/torchvisionFixture.ts'
import { boxIou as domainBoxIou } from '../../domain/box.ts'
import { installKernels } from '../installKernels.ts'
import { boxIou } from './boxIou.ts'

interface Fixture {
  readonly box_iou: { readonly a: number[][]; readonly b: number[][]; readonly iou: number[][] }
}

describe.each(['cpu', 'wasm'])('boxIou on %s', (backend) => {
  beforeAll(async () => {
    installKernels()
    if (backend === 'wasm') await startNodeWasm()
    await tf.setBackend(backend)
  })

  const compute = (a: number[][], b: number[][]): ArrayLike<number> =>
    tf.tidy(() =>
      boxIou(tf.tensor2d(a.flat(), [a.length, 4]), tf.tensor2d(b.flat(), [b.length, 4])).dataSync(),
    )

  it.skipIf(WITHOUT_FIXTURES)('answers what torchvision answers', () => {
    const { box_iou: fixture } = readTorchvisionFixture('boxes') as Fixture
    expect(fixture.iou.flat().length).toBeGreaterThan(100)
    const own = compute(fixture.a, fixture.b)
    expect(relativeDifference(own, fixture.iou.flat())).toBeLessThan(1e-6)
  })

  it('agrees with the overlap of single boxes, and keeps no tensor', () => {
    const before = tf.memory().numTensors
    const boxes = tf.tidy(() => {
      const corners = tf.randomUniform<tf.Rank.R2>([37, 2], 0, 30, 'float32', 1)
      const sizes = tf.randomUniform<tf.Rank.R2>([37, 2], 0, 20, 'float32', 2)
      return tf.concat2d([corners, tf.add<tf.Tensor2D>(corners, sizes)], 1).arraySync()
    })
    const asBox = ([x = 0, y = 0, x2 = 0, y2 = 0]: number[]): Parameters<
      typeof domainBoxIou
    >[0] => ({
      x,
      y,
      width: x2 - x,
      height: y2 - y,
    })
    const expected = boxes.flatMap((a) => boxes.map((b) => domainBoxIou(asBox(a), asBox(b))))
    expect(relativeDifference(compute(boxes, boxes), expected)).toBeLessThan(1e-5)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('is 0 between empty boxes, and nothing for no boxes', () => {
    expect(
      Array.from(
        compute(
          [[1, 1, 1, 1]],
          [
            [1, 1, 1, 1],
            [0, 0, 2, 2],
          ],
        ),
      ),
    ).toEqual([0, 0])
    expect(compute([], [[0, 0, 2, 2]])).toHaveLength(0)
  })

  it('refuses what are not boxes', () => {
    tf.tidy(() => {
      expect(() => boxIou(tf.zeros([2, 5]), tf.zeros([2, 4]))).toThrow(/shape \[2, 5\]/)
    })
  })
})
