import type * as tf from '@tensorflow/tfjs-core'
import { fixed } from '../../../tools/testing/operations/draw.ts'
import { activationReference } from '../../../tools/testing/operations/activationReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import type { Activation } from '../activation.ts'
import { linear } from './linear.ts'

interface Options {
  readonly rows: number
  readonly depth: number
  readonly columns: number
  readonly hasBias: boolean
  /** Times an addend is repeated down the rows; 0 for none. */
  readonly repeats: number
  readonly activation: Activation
}

const plain = { hasBias: false, repeats: 0, activation: 'none' } as const

export const linearSpec = specifyOperation<Options>({
  name: 'linear',
  cases: {
    alone: { ...plain, rows: 7, depth: 20, columns: 24 },
    'with bias and ReLU': {
      ...{ rows: 51, depth: 33, columns: 16, hasBias: true, repeats: 0, activation: 'relu' },
    },
    'with a repeated addend and GELU': {
      ...{ rows: 12, depth: 8, columns: 8, hasBias: true, repeats: 3, activation: 'gelu' },
    },
    'to four columns': { ...plain, rows: 21, depth: 32, columns: 4, hasBias: true },
    'to odd columns': { ...plain, rows: 5, depth: 6, columns: 7, hasBias: true },
    'of one row': { ...plain, rows: 1, depth: 256, columns: 32 },
    // TensorFlow.js cannot take the gradient of an empty product on WebGPU.
    'of no rows': { ...plain, rows: 0, depth: 12, columns: 16, hasBias: true },
  },
  any: (draw) => {
    const repeats = draw.integer(0, 2)
    return {
      rows: Math.max(repeats, 1) * draw.integer(1, 12),
      depth: draw.integer(1, 40),
      columns: draw.pick([1, 4, 8, 16, 19, 40]),
      hasBias: draw.toss(),
      repeats,
      activation: draw.pick(['none', 'relu', 'relu6', 'gelu']),
    }
  },
  make: ({ rows, depth, columns, hasBias, repeats, activation }, draw) => {
    const bias = hasBias ? [draw.values([columns])] : []
    const addend = repeats > 0 ? [draw.values([rows / repeats, columns])] : []
    return {
      inputs: [draw.values([rows, depth]), draw.values([depth, columns]), ...bias, ...addend].map(
        (input) => (rows > 0 ? input : fixed(input)),
      ),
      compute: (x, weight, ...rest) =>
        linear(x as tf.Tensor2D, {
          weight: weight as tf.Tensor2D,
          ...(hasBias && { bias: rest[0] as tf.Tensor1D }),
          ...(repeats > 0 && { addend: rest.at(-1) as tf.Tensor2D }),
          activation,
        }),
      reference: (x = [], weight = [], ...rest) => {
        const [biases, added] = [
          hasBias ? rest[0] : undefined,
          repeats > 0 ? rest.at(-1) : undefined,
        ]
        return [
          Float64Array.from({ length: rows * columns }, (_, i) => {
            const [row, column] = [Math.floor(i / columns), i % columns]
            let sum = biases?.[column] ?? 0
            sum += added?.[i % ((rows / repeats) * columns)] ?? 0
            for (let k = 0; k < depth; k++) {
              sum += (x[row * depth + k] ?? NaN) * (weight[k * columns + column] ?? NaN)
            }
            return activationReference(sum, activation)
          }),
        ]
      },
      shapes: [[rows, columns]],
    }
  },
})
