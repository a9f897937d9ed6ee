import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { relativeDifference } from '../../../tools/testing/computeOnWebgpu.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import { mulberry32 } from '../../../tools/testing/mulberry32.ts'
import {
  channelsLast,
  generateValues,
  readTorchvisionFixture,
  WITHOUT_FIXTURES,
  type GeneratedValues,
} from '../../../tools/testing/torchvisionFixture.ts'
import { installKernels } from '../installKernels.ts'
import { roiAlign, type RoiAlignOptions } from './roiAlign.ts'

interface Fixture {
  readonly gen_seed: number
  readonly cases: readonly {
    readonly input: GeneratedValues
    readonly rois_batch_x1y1x2y2: number[][]
    readonly output_size: [number, number]
    readonly spatial_scale: number
    readonly sampling_ratio: number
    readonly aligned: boolean
    readonly output: number[]
    readonly output_shape: number[]
    readonly grad_output: GeneratedValues
    readonly grad_input: number[]
  }[]
}

type Shape4 = [number, number, number, number]

/** The answer and what the features get back for `dy`. */
function runBoth(
  features: Float32Array,
  shape: Shape4,
  rois: ArrayLike<number>,
  options: RoiAlignOptions,
  dy: (size: number) => ArrayLike<number>,
): { output: ArrayLike<number>; gradient: ArrayLike<number> } {
  return tf.tidy(() => {
    const x = tf.tensor4d(features, shape)
    const boxes = tf.tensor2d(Float32Array.from(rois), [rois.length / 5, 5])
    const y = roiAlign(x, boxes, options)
    const weights = tf.tensor4d(Float32Array.from(dy(y.size)), y.shape)
    const gradient = tf.grad((z) => roiAlign(z as tf.Tensor4D, boxes, options))(x, weights)
    return { output: y.dataSync(), gradient: gradient.dataSync() }
  })
}

function makeCase({ shape, boxes, seed }: { shape: Shape4; boxes: number; seed: number }): {
  features: Float32Array
  rois: Float32Array
} {
  const next = mulberry32(seed)
  const [batch, height, width, channels] = shape
  const features = Float32Array.from({ length: batch * height * width * channels }, () => next())
  const rois = Float32Array.from({ length: boxes * 5 }, (_, i) => {
    if (i % 5 === 0) return Math.floor(next() * batch)
    return (next() * 1.6 - 0.3) * (i % 2 === 1 ? width : height) * 4
  })
  return { features, rois }
}

describe.each(['cpu', 'wasm'])('roiAlign on %s', (backend) => {
  beforeAll(async () => {
    installKernels()
    if (backend === 'wasm') await startNodeWasm()
    await tf.setBackend(backend)
  })

  it.skipIf(WITHOUT_FIXTURES)('answers what torchvision answers, forward and backward', () => {
    const fixture = readTorchvisionFixture('roi-align') as Fixture
    expect(fixture.cases.length).toBeGreaterThan(7)
    for (const entry of fixture.cases) {
      const [batch = 0, channels = 0, height = 0, width = 0] = entry.input.shape
      const { output, gradient } = runBoth(
        channelsLast(generateValues(entry.input, fixture.gen_seed), entry.input.shape),
        [batch, height, width, channels],
        entry.rois_batch_x1y1x2y2.flat(),
        {
          outputSize: entry.output_size,
          spatialScale: entry.spatial_scale,
          samplingRatio: entry.sampling_ratio,
          aligned: entry.aligned,
        },
        () => {
          const { grad_output: dy } = entry
          return channelsLast(generateValues(dy, fixture.gen_seed), dy.shape)
        },
      )
      const expected = channelsLast(entry.output, entry.output_shape)
      expect(relativeDifference(output, expected)).toBeLessThan(1e-5)
      const expectedGradient = channelsLast(entry.grad_input, entry.input.shape)
      expect(relativeDifference(gradient, expectedGradient)).toBeLessThan(1e-5)
    }
  })

  it('gives zeros for padding boxes, boxes of no number and boxes without end, and sends nothing back', () => {
    const rois = [-1, 0, 0, 4, 4, 2, 0, 0, 4, 4, 0, NaN, NaN, NaN, NaN, 0, 0, 0, Infinity, Infinity]
    const features = new Float32Array(2 * 5 * 5 * 2).fill(1)
    const { output, gradient } = runBoth(features, [2, 5, 5, 2], rois, { outputSize: 2 }, (size) =>
      new Float32Array(size).fill(1),
    )
    expect(Array.from(output)).toEqual(new Array(4 * 2 * 2 * 2).fill(0))
    expect(Array.from(gradient)).toEqual(new Array(100).fill(0))
  })

  it('answers nothing for no boxes, and a gradient of zeros', () => {
    const { output, gradient } = runBoth(
      new Float32Array(12).fill(1),
      [1, 2, 2, 3],
      [],
      { outputSize: 7 },
      () => [],
    )
    expect(output).toHaveLength(0)
    expect(Array.from(gradient)).toEqual(new Array(12).fill(0))
  })

  it('gives boxes a gradient of zero, the same bits on each run, and keeps no tensor', () => {
    const before = tf.memory().numTensors
    const { features, rois } = makeCase({ shape: [2, 8, 8, 4], boxes: 6, seed: 9 })
    const run = (): { features: ArrayLike<number>; rois: ArrayLike<number> } =>
      tf.tidy(() => {
        const gradients = tf.grads((x, boxes) =>
          roiAlign(x as tf.Tensor4D, boxes as tf.Tensor2D, { outputSize: 3 }),
        )
        const [dx, dBoxes] = gradients([tf.tensor(features, [2, 8, 8, 4]), tf.tensor(rois, [6, 5])])
        return { features: dx?.dataSync() ?? [], rois: dBoxes?.dataSync() ?? [] }
      })
    const first = run()
    expect(run()).toEqual(first)
    expect(Array.from(first.rois)).toEqual(new Array(30).fill(0))
    expect(tf.memory().numTensors).toBe(before)
  })

  it('says what is wrong with boxes, sizes and scales it cannot use', () => {
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 1])
      expect(() => roiAlign(x, tf.zeros([3, 4]), { outputSize: 7 })).toThrow(/rows of picture/)
      expect(() => roiAlign(x, tf.zeros([3, 5]), { outputSize: [0, 7] })).toThrow(/0 x 7 bins/)
      expect(() => roiAlign(x, tf.zeros([3, 5]), { outputSize: 7, spatialScale: NaN })).toThrow(
        /scale above zero/,
      )
    })
  })
})
