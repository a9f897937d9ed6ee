import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { relativeDifference } from '../../../tools/testing/computeOnWebgpu.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import {
  generateValues,
  readTorchvisionFixture,
  WITHOUT_FIXTURES,
  type GeneratedValues,
} from '../../../tools/testing/torchvisionFixture.ts'
import { installKernels } from '../installKernels.ts'
import { convolution } from './convolution.ts'

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

function asFour([a = 0, b = 0, c = 0, d = 0]: number[]): [number, number, number, number] {
  return [a, b, c, d]
}

describe.each(['cpu', 'wasm'])('convolution on %s', (backend) => {
  beforeAll(async () => {
    installKernels()
    if (backend === 'wasm') await startNodeWasm()
    await tf.setBackend(backend)
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

  it('takes a bias that was reshaped from another', () => {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1])
      const bias = tf.reshape<tf.Rank.R1>(tf.tensor4d([5, 7], [1, 1, 1, 2]), [2])
      const y = convolution(x, tf.ones([2, 2, 1, 2]), { bias })
      expect(Array.from(y.dataSync())).toEqual([9, 11])
    })
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
