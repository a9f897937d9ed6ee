import * as tf from '@tensorflow/tfjs-core'
import { nonMaxSuppression } from '../../src/kernels/nonMaxSuppression/nonMaxSuppression.ts'
import { roiAlign } from '../../src/kernels/roiAlign/roiAlign.ts'
import { topK } from '../../src/kernels/topK/topK.ts'

/** One operation: what is measured, and what TensorFlow.js has for it. */
export interface OperationCase {
  readonly name: string
  /** 0 where no products are what it does. */
  readonly gigaflops: number
  /** Runs TensorFlow.js's kernels before ours are installed. */
  readonly isStock: boolean
  readonly run: () => tf.Tensor
}

const noise = (shape: number[], seed: number, low = -1): tf.Tensor =>
  tf.keep(tf.randomUniform(shape, low, 1, 'float32', seed))

/** Boxes of a picture of 800 x 1333, as a detector proposes them. */
function drawBoxes(count: number): tf.Tensor2D {
  return tf.tidy(() => {
    const corners = tf.mul(tf.randomUniform([count, 2], 0, 1, 'float32', 5), [1200, 700])
    const sides = tf.randomUniform([count, 2], 16, 200, 'float32', 6)
    return tf.keep(tf.concat2d([corners as tf.Tensor2D, tf.add<tf.Tensor2D>(corners, sides)], 1))
  })
}

function product(
  [batch, rows, depth, columns]: readonly [number, number, number, number],
  transposeA: boolean,
  transposeB: boolean,
): OperationCase {
  const a = noise([batch, ...(transposeA ? [depth, rows] : [rows, depth])], 1)
  const b = noise([batch, ...(transposeB ? [columns, depth] : [depth, columns])], 2)
  const sides = `${transposeA ? 'left turned' : ''}${transposeB ? 'right turned' : ''}`
  return {
    name: `matMul ${batch} x [${rows}, ${depth}] · [${depth}, ${columns}] ${sides}`.trim(),
    gigaflops: (2 * batch * rows * depth * columns) / 1e9,
    isStock: true,
    run: () => tf.matMul(a, b, transposeA, transposeB),
  }
}

export function makeCases(): readonly OperationCase[] {
  const boxes = drawBoxes(1000)
  const scores = noise([1000], 7, 0) as tf.Tensor1D
  const rois = tf.keep(tf.concat<tf.Tensor2D>([tf.zeros([1000, 1]), boxes], 1))
  const features = noise([1, 50, 84, 256], 8) as tf.Tensor4D
  const pool = (x: tf.Tensor): tf.Tensor4D =>
    roiAlign(x as tf.Tensor4D, rois, { outputSize: 7, spatialScale: 1 / 16, samplingRatio: 2 })
  const dy = noise([1000, 7, 7, 256], 9)
  const anchors = noise([1, 200 * 336 * 3], 10) as tf.Tensor2D
  const logits = noise([1024, 1024], 11)
  const own = { gigaflops: 0, isStock: false }
  return [
    product([1, 1024, 512, 512], false, false),
    product([1, 1024, 512, 512], false, true),
    product([1, 1024, 512, 512], true, false),
    product([50, 196, 32, 196], false, true),
    product([50, 196, 196, 32], false, false),
    product([8, 1024, 64, 256], true, false),
    {
      name: 'softmax of 1024 x 1024',
      gigaflops: 0,
      isStock: true,
      run: () => tf.softmax(logits),
    },
    {
      name: 'sum of two 1024 x 1024',
      gigaflops: 0,
      isStock: true,
      run: () => tf.add(logits, logits),
    },
    { name: 'RoIAlign, 1000 boxes of 7 x 7 x 256', ...own, run: () => pool(features) },
    { name: 'RoIAlign gradient, 1000 boxes', ...own, run: () => tf.grad(pool)(features, dy) },
    {
      name: 'suppression, 1000 boxes',
      ...own,
      run: () => nonMaxSuppression(boxes, scores, { iouThreshold: 0.7 }).indices,
    },
    { name: 'top 1000 of 201,600', ...own, run: () => topK(anchors, 1000).indices },
  ]
}
