import '@tensorflow/tfjs-backend-cpu'
import '../../kernels/installGradients.ts'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { microArchitecture } from '../../../tools/testing/torchvisionModel.ts'
import { boxArea } from '../../domain/box.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import { createRandom } from '../../domain/random.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import type { MaskRcnnArchitecture } from '../architecture.ts'
import { MaskRcnn } from './maskRcnn.ts'

const SIZE = 64

function smallArchitecture(): MaskRcnnArchitecture {
  const micro = microArchitecture({
    classes: ['background', 'square'],
    norm: { kind: 'frozen', epsilon: 1e-5 },
  })
  const { proposals, rpnSampling, boxSampling } = micro.limits
  return {
    ...micro,
    input: { ...micro.input, minSize: SIZE, maxSize: SIZE },
    limits: {
      ...micro.limits,
      proposals: {
        ...proposals,
        preNms: { train: 60, test: 60 },
        postNms: { train: 30, test: 20 },
      },
      rpnSampling: { ...rpnSampling, perImage: 64 },
      boxSampling: { ...boxSampling, perImage: 32 },
      maskSamples: 8,
      detections: { scoreFloor: 0.05, nmsOverlap: 0.5, count: 10 },
    },
  }
}

/** A bright square on a dark ground. */
function drawSquare(x: number, y: number, side: number): TrainingSample {
  const size = { width: SIZE, height: SIZE }
  const bitmap = new Uint8Array(SIZE * SIZE)
  const rgb = new Uint8Array(SIZE * SIZE * 3).fill(30)
  for (let row = y; row < y + side; row++) {
    bitmap.fill(1, row * SIZE + x, row * SIZE + x + side)
    rgb.fill(220, (row * SIZE + x) * 3, (row * SIZE + x + side) * 3)
  }
  const box = { x, y, width: side, height: side }
  const mask = encodeMask(bitmap, size)
  return { ...size, rgb, objects: [{ label: 1, box, mask, isCrowd: false }] }
}

/** Plain gradient descent; answers the sum of the losses before the step. */
function step(model: MaskRcnn, samples: readonly TrainingSample[], rate: number): number {
  const variables = model.parameters.trainable().map(({ variable }) => variable)
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(
      () =>
        tf.addN<tf.Scalar>(
          Object.values(model.computeLosses(samples, { random: createRandom(3) })),
        ),
      variables,
    )
    for (const variable of variables) {
      const gradient = grads[variable.name]
      if (gradient) variable.assign(tf.sub(variable, tf.mul(gradient, rate)))
    }
    return value.dataSync()[0] ?? NaN
  })
}

describe('MaskRcnn', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('cpu')
  })

  it('learns a square: its loss falls, and what it finds has boxes and masks within the picture', async () => {
    const model = new MaskRcnn(smallArchitecture(), { seed: 1 })
    const samples = [drawSquare(12, 20, 24)]
    const losses = Array.from({ length: 6 }, () => step(model, samples, 0.03))
    expect(losses.every(Number.isFinite)).toBe(true)
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0))
    const [first] = samples
    const found = await model.detect(
      { width: SIZE, height: SIZE, data: first?.rgb ?? new Uint8Array() },
      { scoreFloor: 0.01, maxDetections: 5 },
    )
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThanOrEqual(5)
    for (const { label, score, box, mask } of found) {
      expect(label).toBe(1)
      expect(score).toBeGreaterThan(0.01)
      expect(boxArea(box)).toBeLessThanOrEqual(SIZE * SIZE)
      expect(mask.size).toEqual({ width: SIZE, height: SIZE })
      expect(maskArea(mask)).toBeLessThanOrEqual(SIZE * SIZE)
    }
    model.dispose()
  })

  it('keeps no tensor of a step or a detection, and none at all once it is disposed', async () => {
    const before = tf.memory().numTensors
    const model = new MaskRcnn(smallArchitecture(), { seed: 2 })
    const sample = drawSquare(12, 20, 24)
    const picture = { width: SIZE, height: SIZE, data: sample.rgb }
    step(model, [sample], 0.001)
    await model.detect(picture, { scoreFloor: 0 })
    const after = tf.memory().numTensors
    step(model, [sample], 0.001)
    await model.detect(picture, { scoreFloor: 0 })
    expect(tf.memory().numTensors).toBe(after)
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('takes a picture without objects as background, and stops when it is told to', async () => {
    const model = new MaskRcnn(smallArchitecture(), { seed: 2 })
    const empty = { ...drawSquare(12, 20, 24), objects: [] }
    const losses = tf.tidy(() => {
      const parts = model.computeLosses([empty], { random: createRandom(3) })
      return Object.fromEntries(
        Object.entries(parts).map(([name, loss]) => [name, loss.dataSync()[0] ?? NaN]),
      )
    })
    expect(losses).toMatchObject({ loss_box_reg: 0, loss_mask: 0, loss_rpn_box_reg: 0 })
    expect(losses['loss_classifier']).toBeGreaterThan(0)
    const tensors = tf.memory().numTensors
    const picture = { width: SIZE, height: SIZE, data: empty.rgb }
    const detecting = model.detect(picture, { signal: AbortSignal.abort() })
    await expect(detecting).rejects.toThrow(/abort/i)
    expect(tf.memory().numTensors - tensors).toBeLessThanOrEqual(5) // the anchors, which stay
    model.dispose()
  })
})
