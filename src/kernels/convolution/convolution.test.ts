import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { relativeDifference } from '../../../tools/testing/computeOnWebgpu.ts'
import { CONVOLUTION_CASES, type ConvolutionCase } from '../../../tools/testing/convolutionCases.ts'
import { convolutionReference } from '../../../tools/testing/convolutionReference.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import {
  generateValues,
  mulberry32,
  readTorchvisionFixture,
  WITHOUT_FIXTURES,
  type GeneratedValues,
} from '../../../tools/testing/torchvisionFixture.ts'
import { installKernels } from '../installKernels.ts'
import { convolution } from './convolution.ts'
import { convolutionGeometry } from './convolutionGeometry.ts'
import { hostActivation, hostActivationGradient } from './hostActivation.ts'

interface Fixture {
  readonly gen_seed: number
  readonly conv: readonly {
    readonly x: GeneratedValues
    readonly w: GeneratedValues
    readonly stride: number
    readonly padding: number
    readonly dilation: number
    readonly out: number[]
  }[]
}

function noise(size: number, seed: number): Float32Array {
  const next = mulberry32(seed)
  return Float32Array.from({ length: size }, () => next() * 2 - 1)
}

function makeInputs(entry: ConvolutionCase) {
  const { x: shape, filter: taps, groups = 1 } = entry
  const filter: [number, number, number, number] = [taps[0], taps[1], shape[3] / groups, taps[2]]
  const geometry = convolutionGeometry(shape, filter, entry)
  const outputs = geometry.batch * geometry.outHeight * geometry.outWidth * geometry.outChannels
  return {
    geometry,
    shapes: { x: shape, filter },
    x: noise(tf.util.sizeFromShape(shape), 1),
    filter: noise(tf.util.sizeFromShape(filter), 2),
    bias: noise(taps[2], 3),
    dy: noise(outputs, 4),
  }
}

/** Answer and gradients of the op, read back. */
function runOp(entry: ConvolutionCase, made = makeInputs(entry)) {
  return tf.tidy(() => {
    const { geometry, shapes } = made
    const x = tf.tensor4d(made.x, shapes.x)
    const filter = tf.tensor4d(made.filter, shapes.filter)
    const bias = entry.hasBias === true ? [tf.tensor1d(made.bias)] : []
    const { outHeight, outWidth, outChannels } = geometry
    const dy = tf.tensor4d(made.dy, [shapes.x[0], outHeight, outWidth, outChannels])
    const compute = (...inputs: tf.Tensor[]): tf.Tensor4D =>
      convolution(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D, {
        ...entry,
        ...(inputs[2] && { bias: inputs[2] as tf.Tensor1D }),
      })
    const { value, grads } = tf.valueAndGrads(compute)([x, filter, ...bias], dy)
    const fused = compute(x, filter, ...bias)
    return {
      output: fused.dataSync(),
      taped: value.dataSync(),
      gradients: grads.map((gradient) => gradient.dataSync()),
    }
  })
}

/** The same in float64. */
function runReference(entry: ConvolutionCase, made = makeInputs(entry)) {
  const { activation = 'none' } = entry
  const { geometry } = made
  const none = new Float64Array(made.dy.length)
  const sums = convolutionReference(geometry, made.x, made.filter, none).output.map(
    (sum, i) => sum + (entry.hasBias === true ? (made.bias[i % geometry.outChannels] ?? 0) : 0),
  )
  const dz = sums.map((sum, i) => {
    const known = activation === 'gelu' ? sum : hostActivation(sum, activation)
    return hostActivationGradient(made.dy[i] ?? 0, known, activation)
  })
  const back = convolutionReference(geometry, made.x, made.filter, dz)
  const bias = new Float64Array(geometry.outChannels)
  dz.forEach((value, i) => {
    bias[i % bias.length] = (bias[i % bias.length] ?? 0) + value
  })
  return {
    output: sums.map((sum) => hostActivation(sum, activation)),
    gradients: [back.inputGradient, back.filterGradient, ...(entry.hasBias === true ? [bias] : [])],
  }
}

function asFour([a = 0, b = 0, c = 0, d = 0]: number[]): [number, number, number, number] {
  return [a, b, c, d]
}

const anyCase: fc.Arbitrary<ConvolutionCase> = fc
  .record({
    batch: fc.integer({ min: 0, max: 2 }),
    height: fc.integer({ min: 1, max: 8 }),
    width: fc.integer({ min: 1, max: 8 }),
    groups: fc.integer({ min: 1, max: 3 }),
    groupIn: fc.integer({ min: 1, max: 4 }),
    groupOut: fc.integer({ min: 1, max: 4 }),
    taps: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilations: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    extra: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    hasBias: fc.boolean(),
    activation: fc.constantFrom('none', 'relu', 'relu6', 'gelu'),
  })
  .map(({ batch, height, width, groups, groupIn, groupOut, taps, dilations, extra, ...rest }) => {
    // As much padding as the filter needs to fit at all, and some more.
    const pad = (axis: 0 | 1, length: number): [number, number] => {
      const missing = Math.max((taps[axis] - 1) * dilations[axis] + 1 - length, 0)
      return [missing, extra[axis]]
    }
    return {
      ...rest,
      x: [batch, height, width, groups * groupIn],
      filter: [...taps, groups * groupOut],
      groups,
      dilations,
      padding: [pad(0, height), pad(1, width)],
    }
  })

describe.each(['cpu', 'wasm'])('convolution on %s', (backend) => {
  beforeAll(async () => {
    installKernels()
    if (backend === 'wasm') await startNodeWasm()
    await tf.setBackend(backend)
  })

  it.each(Object.entries(CONVOLUTION_CASES))(
    'computes and backpropagates %s as float64 does',
    (_, entry) => {
      const before = tf.memory().numTensors
      const { output, taped, gradients } = runOp(entry)
      expect(tf.memory().numTensors).toBe(before)
      const expected = runReference(entry)
      expect(relativeDifference(output, expected.output)).toBeLessThan(1e-5)
      expect(relativeDifference(taped, expected.output)).toBeLessThan(1e-5)
      expect(gradients).toHaveLength(expected.gradients.length)
      expected.gradients.forEach((gradient, i) => {
        expect(relativeDifference(gradients[i] ?? [], gradient)).toBeLessThan(1e-5)
      })
      // A case whose answer is all zeros would show nothing.
      const isEmpty = entry.x[0] === 0
      expect(isEmpty || expected.gradients.every((g) => g.some((value) => value !== 0))).toBe(true)
    },
  )

  it('agrees with float64 whatever the shapes, strides, padding, dilation, groups and activation', () => {
    fc.assert(
      fc.property(anyCase, (entry) => {
        const made = makeInputs(entry)
        const { output, gradients } = runOp(entry, made)
        const expected = runReference(entry, made)
        expect(relativeDifference(output, expected.output)).toBeLessThan(1e-5)
        expected.gradients.forEach((gradient, i) => {
          expect(relativeDifference(gradients[i] ?? [], gradient)).toBeLessThan(1e-5)
        })
      }),
      { seed: 31, numRuns: 60 },
    )
  })

  it('has the gradients that finite differences find, through GELU too', () => {
    const entry: ConvolutionCase = {
      x: [2, 5, 6, 4],
      filter: [3, 2, 6],
      strides: [1, 2],
      dilations: [2, 1],
      padding: 1,
      groups: 2,
      hasBias: true,
      activation: 'gelu',
    }
    const made = makeInputs(entry)
    const { gradients } = runOp(entry, made)
    const names = ['x', 'filter', 'bias'] as const
    names.forEach((name, place) => {
      const lossAt = (i: number, step: number): number => {
        const moved = Float64Array.from(made[name])
        moved[i] = (moved[i] ?? 0) + step
        const { output } = runReference(entry, { ...made, [name]: moved })
        return output.reduce((sum, value, j) => sum + value * (made.dy[j] ?? 0), 0)
      }
      for (let i = 0; i < made[name].length; i += 5) {
        const slope = (lossAt(i, 1e-4) - lossAt(i, -1e-4)) / 2e-4
        expect(gradients[place]?.[i]).toBeCloseTo(slope, 4)
      }
    })
  })

  it.skipIf(WITHOUT_FIXTURES)('answers what torchvision answers', () => {
    const fixture = readTorchvisionFixture('losses-and-layers') as Fixture
    expect(fixture.conv.length).toBeGreaterThan(4)
    for (const { x, w, stride, padding, dilation, out } of fixture.conv) {
      tf.tidy(() => {
        const generate = (values: GeneratedValues): tf.Tensor4D =>
          tf.tensor4d(generateValues(values, fixture.gen_seed), asFour(values.shape))
        const y = convolution(
          tf.transpose(generate(x), [0, 2, 3, 1]),
          tf.transpose(generate(w), [2, 3, 1, 0]),
          { strides: stride, dilations: dilation, padding },
        )
        // Channels first, as torch has them.
        const values = tf.transpose(y, [0, 3, 1, 2]).dataSync()
        expect(relativeDifference(values, out)).toBeLessThan(1e-5)
      })
    }
  })

  it('says what is wrong with shapes and arguments it cannot use', () => {
    tf.tidy(() => {
      const x = tf.zeros<tf.Rank.R4>([1, 4, 4, 6])
      const filter = tf.zeros<tf.Rank.R4>([3, 3, 6, 8])
      expect(() => convolution(x, filter, { groups: 4 })).toThrow(/in 4 groups/)
      expect(() => convolution(x, tf.zeros([3, 3, 5, 8]))).toThrow(/6 channels in 1 groups/)
      expect(() => convolution(x, filter, { strides: 0 })).toThrow(/stride 0 x 0/)
      expect(() => convolution(x, filter, { dilations: [1, 1.5] })).toThrow(/dilation 1 x 1.5/)
      expect(() => convolution(x, filter, { padding: -1 })).toThrow(/padding -1 x -1/)
      expect(() => convolution(x, filter, { dilations: 2 })).toThrow(/does not fit into 4 x 4/)
      expect(() => convolution(x, filter, { bias: tf.zeros([6]) })).toThrow(/bias of shape \[6\]/)
      expect(() => convolution(tf.cast(x, 'int32'), filter)).toThrow(/values of type int32/)
    })
  })
})
