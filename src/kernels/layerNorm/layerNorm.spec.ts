import type * as tf from '@tensorflow/tfjs-core'
import { activationReference } from '../../../tools/testing/operations/activationReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import type { Activation } from '../activation.ts'
import { layerNorm } from './layerNorm.ts'

interface Options {
  readonly rows: number
  readonly columns: number
  readonly activation: Activation
}

export const layerNormSpec = specifyOperation<Options>({
  name: 'layerNorm',
  cases: {
    "SAM's": { rows: 9, columns: 36, activation: 'none' },
    'with GELU': { rows: 3, columns: 64, activation: 'gelu' },
    'of odd columns': { rows: 5, columns: 7, activation: 'none' },
    'of many rows': { rows: 150, columns: 8, activation: 'none' },
    'of no rows': { rows: 0, columns: 16, activation: 'none' },
  },
  any: (draw) => ({
    rows: draw.integer(1, 20),
    columns: draw.integer(3, 70),
    activation: draw.pick(['none', 'relu', 'gelu']),
  }),
  make: ({ rows, columns, activation }, draw) => {
    const epsilon = 1e-5
    return {
      inputs: [draw.values([rows, columns], 1, 3), draw.values([columns]), draw.values([columns])],
      compute: (x, weight, bias) =>
        layerNorm(x as tf.Tensor2D, {
          weight: weight as tf.Tensor1D,
          bias: bias as tf.Tensor1D,
          epsilon,
          activation,
        }),
      reference: (x = [], weight = [], bias = []) => {
        const output = new Float64Array(rows * columns)
        for (let row = 0; row < rows; row++) {
          const own = Array.from({ length: columns }, (_, i) => x[row * columns + i] ?? NaN)
          const mean = own.reduce((sum, value) => sum + value) / columns
          const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / columns
          own.forEach((value, i) => {
            const normal = (value - mean) / Math.sqrt(variance + epsilon)
            const moved = normal * (weight[i] ?? NaN) + (bias[i] ?? NaN)
            output[row * columns + i] = activationReference(moved, activation)
          })
        }
        return [output]
      },
      shapes: [[rows, columns]],
    }
  },
})
