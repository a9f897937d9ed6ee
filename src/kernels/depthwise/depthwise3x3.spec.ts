import type * as tf from '@tensorflow/tfjs-core'
import { activationReference } from '../../../tools/testing/operations/activationReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { convolutionReference } from '../../../tools/testing/convolutionReference.ts'
import type { Activation } from '../activation.ts'
import { convolutionGeometry } from '../convolution/convolutionGeometry.ts'
import { depthwise3x3 } from './depthwise3x3.ts'

interface Options {
  readonly x: readonly [number, number, number, number]
  readonly stride: 1 | 2
  readonly activation: Activation
}

export const depthwise3x3Spec = specifyOperation<Options>({
  name: 'depthwise3x3',
  cases: {
    'stride 1': { x: [1, 5, 7, 8], stride: 1, activation: 'none' },
    'stride 2 with GELU': { x: [1, 6, 9, 4], stride: 2, activation: 'gelu' },
    'three pictures': { x: [3, 5, 4, 8], stride: 2, activation: 'relu' },
    'odd channels': { x: [1, 5, 5, 7], stride: 1, activation: 'relu6' },
    'one pixel': { x: [1, 1, 1, 4], stride: 1, activation: 'none' },
    'an empty batch': { x: [0, 5, 5, 4], stride: 1, activation: 'none' },
  },
  any: (draw) => ({
    x: [draw.integer(0, 2), draw.integer(1, 9), draw.integer(1, 9), draw.integer(1, 13)],
    stride: draw.pick([1, 2]),
    activation: draw.pick(['none', 'relu', 'gelu']),
  }),
  make: ({ x, stride, activation }, draw) => {
    const channels = x[3]
    const options = { strides: stride, padding: 1, groups: channels }
    const geometry = convolutionGeometry(x, [3, 3, 1, channels], options)
    return {
      inputs: [draw.values(x), draw.values([3, 3, channels, 1]), draw.values([channels])],
      compute: (...inputs) =>
        depthwise3x3(inputs[0] as tf.Tensor4D, {
          filter: inputs[1] as tf.Tensor4D,
          bias: inputs[2] as tf.Tensor1D,
          stride,
          activation,
        }),
      reference: (pixels = [], weights = [], bias = []) => [
        convolutionReference(geometry, pixels, weights).map((sum, i) =>
          activationReference(sum + (bias[i % channels] ?? NaN), activation),
        ),
      ],
    }
  },
})
