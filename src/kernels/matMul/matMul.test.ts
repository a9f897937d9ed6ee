import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { relativeDifference } from '../../../tools/testing/computeOnWebgpu.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import { installKernels } from '../installKernels.ts'

/** Batches of either side: the same, or one for all. */
const anyProduct = fc.record({
  batches: fc.constantFrom(
    [[], []],
    [[3], [3]],
    [[1], [4]],
    [
      [2, 3],
      [2, 3],
    ],
    [[5], []],
    [[0], [0]],
  ),
  rows: fc.integer({ min: 1, max: 60 }),
  depth: fc.integer({ min: 1, max: 40 }),
  columns: fc.integer({ min: 1, max: 30 }),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
})

function multiplyReference(
  a: Float32Array,
  b: Float32Array,
  {
    rows,
    depth,
    columns,
    transposeA,
    transposeB,
  }: {
    rows: number
    depth: number
    columns: number
    transposeA: boolean
    transposeB: boolean
  },
  batches: number,
): Float64Array {
  const y = new Float64Array(batches * rows * columns)
  const sharesA = a.length === rows * depth
  const sharesB = b.length === depth * columns
  for (let i = 0; i < y.length; i++) {
    const column = i % columns
    const row = Math.floor(i / columns) % rows
    const batch = Math.floor(i / (columns * rows))
    let sum = 0
    for (let k = 0; k < depth; k++) {
      const left = transposeA ? k * rows + row : row * depth + k
      const right = transposeB ? column * depth + k : k * columns + column
      const x = a[(sharesA ? 0 : batch * rows * depth) + left] ?? NaN
      sum += x * (b[(sharesB ? 0 : batch * depth * columns) + right] ?? NaN)
    }
    y[i] = sum
  }
  return y
}

describe('tf.matMul on WASM', () => {
  beforeAll(async () => {
    installKernels()
    await startNodeWasm()
  })

  it('multiplies batches with either side transposed as float64 does', () => {
    fc.assert(
      fc.property(anyProduct, ({ batches: [outerA = [], outerB = []], ...product }) => {
        const { rows, depth, columns, transposeA, transposeB } = product
        tf.tidy(() => {
          const a = tf.randomUniform(
            [...outerA, ...(transposeA ? [depth, rows] : [rows, depth])],
            -1,
            1,
            'float32',
            1,
          )
          const b = tf.randomUniform(
            [...outerB, ...(transposeB ? [columns, depth] : [depth, columns])],
            -1,
            1,
            'float32',
            2,
          )
          const y = tf.matMul(a, b, transposeA, transposeB)
          const batchCount = y.size / (rows * columns)
          expect(y.shape.slice(-2)).toEqual([rows, columns])
          const expected = multiplyReference(
            a.dataSync<'float32'>(),
            b.dataSync<'float32'>(),
            product,
            batchCount,
          )
          if (y.size > 0) expect(relativeDifference(y.dataSync(), expected)).toBeLessThan(1e-5)
        })
      }),
      { seed: 31, numRuns: 120 },
    )
  })

  it('has gradients, which are products with transposed sides, as the CPU has', async () => {
    const compute = (): tf.Tensor[] => {
      const a = tf.randomUniform([4, 13, 9], -1, 1, 'float32', 3)
      const b = tf.randomUniform([4, 9, 21], -1, 1, 'float32', 4)
      const dy = tf.randomUniform([4, 13, 21], -1, 1, 'float32', 5)
      return tf.grads((x, w) => tf.matMul(x, w))([a, b], dy)
    }
    const answers: (readonly Float32Array[])[] = []
    for (const backend of ['cpu', 'wasm']) {
      await tf.setBackend(backend)
      const before = tf.memory().numTensors
      const tensors = tf.tidy(compute)
      answers.push(tensors.map((tensor) => tensor.dataSync<'float32'>()))
      tf.dispose(tensors)
      expect(tf.memory().numTensors).toBe(before)
    }
    const [cpu = [], wasm = []] = answers
    expect(cpu).toHaveLength(2)
    cpu.forEach((expected, i) => {
      expect(relativeDifference(wasm[i] ?? [], expected)).toBeLessThan(1e-5)
    })
  })

  it.each(['linear', 'relu', 'relu6'] as const)('fuses a bias and %s', async (activation) => {
    const compute = (): tf.Tensor =>
      tf.fused.matMul({
        a: tf.randomUniform([7, 11], -2, 2, 'float32', 6),
        b: tf.randomUniform([13, 11], -2, 2, 'float32', 7),
        transposeB: true,
        bias: tf.randomUniform([13], -1, 1, 'float32', 8),
        activation,
      })
    await tf.setBackend('cpu')
    const expected = tf.tidy(compute).dataSync()
    await tf.setBackend('wasm')
    expect(relativeDifference(tf.tidy(compute).dataSync(), expected)).toBeLessThan(1e-5)
  })

  it('leaves to TensorFlow.js to say what does not fit', async () => {
    await tf.setBackend('wasm')
    tf.tidy(() => {
      expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([4, 5]))).toThrow(/inner shapes/)
    })
  })
})
