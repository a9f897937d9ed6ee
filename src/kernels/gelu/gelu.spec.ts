import { activationReference } from '../../../tools/testing/operations/activationReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { gelu } from './gelu.ts'

interface Options {
  readonly shape: readonly number[]
  readonly reach: number
}

export const geluSpec = specifyOperation<Options>({
  name: 'gelu',
  cases: {
    'of an odd number of values': { shape: [1003], reach: 2 },
    'of maps': { shape: [2, 3, 5, 4], reach: 1 },
    'far from zero': { shape: [41], reach: 12 },
    'close to zero': { shape: [41], reach: 1e-3 },
    'of nothing': { shape: [0, 4], reach: 1 },
  },
  any: (draw) => ({
    shape: [draw.integer(1, 9), draw.integer(1, 30)],
    reach: draw.pick([0.1, 3, 8]),
  }),
  make: ({ shape, reach }, draw) => ({
    inputs: [draw.values(shape, -reach, reach)],
    compute: (x) => gelu(x),
    reference: (x = []) => [Float64Array.from(x, (value) => activationReference(value, 'gelu'))],
    shapes: [shape],
  }),
})
