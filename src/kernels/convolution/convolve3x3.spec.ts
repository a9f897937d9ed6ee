import type * as tf from '@tensorflow/tfjs-core'
import { activationReference } from '../../../tools/testing/operations/activationReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { convolutionReference } from '../../../tools/testing/convolutionReference.ts'
import type { Activation } from '../activation.ts'
import { convolutionGeometry } from './convolutionGeometry.ts'
import { convolve3x3 } from './convolve3x3.ts'

interface Options {
  readonly x: readonly [number, number, number, number]
  readonly outputs: number
  readonly stride: 1 | 2
  readonly hasBias: boolean
  readonly activation: Activation
}

export const convolve3x3Spec = specifyOperation<Options>({
  name: 'convolve3x3',
  cases: {
    "SAM's stem": { x: [1, 9, 8, 3], outputs: 16, stride: 2, hasBias: true, activation: 'gelu' },
    'stride 1': { x: [1, 6, 5, 5], outputs: 24, stride: 1, hasBias: false, activation: 'none' },
    'two pictures': { x: [2, 5, 7, 4], outputs: 8, stride: 2, hasBias: true, activation: 'relu' },
    'odd channels': { x: [1, 4, 4, 3], outputs: 5, stride: 1, hasBias: true, activation: 'relu6' },
    'an empty batch': { x: [0, 4, 4, 3], outputs: 8, stride: 1, hasBias: true, activation: 'none' },
  },
  any: (draw) => ({
    x: [draw.integer(0, 2), draw.integer(1, 9), draw.integer(1, 9), draw.integer(1, 9)],
    outputs: draw.pick([3, 8, 16]),
    stride: draw.pick([1, 2]),
    hasBias: draw.toss(),
    activation: draw.pick(['none', 'relu', 'gelu']),
  }),
  make: ({ x, outputs, stride, hasBias, activation }, draw) => {
    const filter = [3, 3, x[3], outputs] as const
    const geometry = convolutionGeometry(x, filter, { strides: stride, padding: 1 })
    const bias = hasBias ? [draw.values([outputs])] : []
    return {
      inputs: [draw.values(x), draw.values(filter), ...bias],
      compute: (...inputs) =>
        convolve3x3(inputs[0] as tf.Tensor4D, {
          filter: inputs[1] as tf.Tensor4D,
          ...(inputs[2] && { bias: inputs[2] as tf.Tensor1D }),
          stride,
          activation,
        }),
      reference: (pixels = [], weights = [], biases = []) => {
        const sums = convolutionReference(geometry, pixels, weights)
        return [
          sums.map((sum, i) => activationReference(sum + (biases[i % outputs] ?? 0), activation)),
        ]
      },
    }
  },
})
