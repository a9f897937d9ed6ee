import type * as tf from '@tensorflow/tfjs-core'
import { activationReference } from '../../../tools/testing/operations/activationReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { CONVOLUTION_CASES, type ConvolutionCase } from '../../../tools/testing/convolutionCases.ts'
import { convolutionReference } from '../../../tools/testing/convolutionReference.ts'
import { convolution } from './convolution.ts'
import { convolutionGeometry, outputShape } from './convolutionGeometry.ts'

export const convolutionSpec = specifyOperation<ConvolutionCase>({
  name: 'convolution',
  cases: CONVOLUTION_CASES,
  any: (draw) => {
    const groups = draw.integer(1, 3)
    const taps = [draw.integer(1, 4), draw.integer(1, 4)] as const
    const dilations = [draw.integer(1, 3), draw.integer(1, 3)] as const
    const [height, width] = [draw.integer(1, 8), draw.integer(1, 8)] as const
    // As much padding as the filter needs to fit at all, and some more.
    const pad = (axis: 0 | 1, length: number): [number, number] => [
      Math.max((taps[axis] - 1) * dilations[axis] + 1 - length, 0),
      draw.integer(0, 2),
    ]
    return {
      x: [draw.integer(0, 2), height, width, groups * draw.integer(1, 5)],
      filter: [...taps, groups * draw.integer(1, 5)],
      strides: [draw.integer(1, 3), draw.integer(1, 3)],
      groups,
      dilations,
      padding: [pad(0, height), pad(1, width)],
      hasBias: draw.toss(),
      activation: draw.pick(['none', 'relu', 'relu6', 'gelu']),
    }
  },
  make: (entry, draw) => {
    const { x, filter: taps, groups = 1, activation = 'none', hasBias = false } = entry
    const filter: [number, number, number, number] = [taps[0], taps[1], x[3] / groups, taps[2]]
    const geometry = convolutionGeometry(x, filter, entry)
    const bias = hasBias ? [draw.values([taps[2]])] : []
    return {
      inputs: [draw.values(x), draw.values(filter), ...bias],
      compute: (...inputs) =>
        convolution(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D, {
          ...entry,
          ...(inputs[2] && { bias: inputs[2] as tf.Tensor1D }),
        }),
      reference: (pixels = [], weights = [], biases = []) => {
        const sums = convolutionReference(geometry, pixels, weights)
        return [
          sums.map((sum, i) => activationReference(sum + (biases[i % taps[2]] ?? 0), activation)),
        ]
      },
      shapes: [outputShape(geometry)],
    }
  },
})
