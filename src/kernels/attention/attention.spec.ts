import type * as tf from '@tensorflow/tfjs-core'
import { fixed } from '../../../tools/testing/operations/draw.ts'
import { softmaxReference } from '../../../tools/testing/operations/softmaxReference.ts'
import { specifyOperation } from '../../../tools/testing/operations/operationSpec.ts'
import { attention } from './attention.ts'

interface Options {
  /** Of queries, and of keys and values: the same, or one for all. */
  readonly batches: readonly [number, number]
  readonly queries: number
  readonly keys: number
  readonly heads: number
  readonly depth: number
  /** Whether the last third of the keys is hidden. */
  readonly hides: boolean
}

export const attentionSpec = specifyOperation<Options>({
  name: 'attention',
  cases: {
    'of few to many': { batches: [2, 2], queries: 7, keys: 45, heads: 2, depth: 16, hides: false },
    'of few to very many, some hidden': {
      ...{ batches: [1, 2], queries: 3, keys: 150, heads: 2, depth: 16, hides: true },
    },
    'of many to few, some hidden': {
      ...{ batches: [1, 2], queries: 70, keys: 9, heads: 1, depth: 16, hides: true },
    },
    'of tokens to one shared picture': {
      ...{ batches: [3, 1], queries: 4, keys: 13, heads: 2, depth: 8, hides: false },
    },
    'of heads of odd depth': {
      ...{ batches: [2, 2], queries: 5, keys: 6, heads: 3, depth: 5, hides: false },
    },
    // TensorFlow.js cannot take the gradient of an empty product on WebGPU.
    'of no queries': { batches: [1, 1], queries: 0, keys: 6, heads: 2, depth: 8, hides: false },
  },
  any: (draw) => {
    const batch = draw.integer(1, 2)
    return {
      batches: [batch, batch],
      queries: draw.integer(1, 20),
      keys: draw.integer(1, 40),
      heads: draw.integer(1, 3),
      depth: draw.pick([8, 16, 3]),
      hides: draw.toss(),
    }
  },
  make: ({ batches, queries, keys, heads, depth, hides }, draw) => {
    const width = heads * depth
    const [batchQ, batchK] = batches
    const batch = Math.max(batchQ, batchK)
    const hidden = Float32Array.from({ length: batch * keys }, (_, i) =>
      i % keys > (keys * 2) / 3 ? -1e9 : 0,
    )
    const bias = hides ? [fixed({ shape: [batch, keys], values: hidden, isFixed: true })] : []
    const tokens = [draw.values([batchK, keys, width]), draw.values([batchK, keys, width])]
    return {
      inputs: [draw.values([batchQ, queries, width]), ...tokens, ...bias].map((input) =>
        queries > 0 ? input : fixed(input),
      ),
      compute: (...inputs) =>
        attention({
          queries: inputs[0] as tf.Tensor3D,
          keys: inputs[1] as tf.Tensor3D,
          values: inputs[2] as tf.Tensor3D,
          heads,
          ...(inputs[3] && { keyBias: inputs[3] as tf.Tensor2D }),
        }),
      reference: (q = [], k = [], v = [], keyBias = []) => {
        const output = new Float64Array(batch * queries * width)
        for (let line = 0; line < batch * queries * heads; line++) {
          const head = line % heads
          const picture = Math.floor(line / heads / queries)
          const query = Math.floor(line / heads) % queries
          const fromQ = ((batchQ === 1 ? 0 : picture) * queries + query) * width + head * depth
          const fromK = (batchK === 1 ? 0 : picture) * keys * width + head * depth
          const scores = Array.from({ length: keys }, (_, key) => {
            let sum = 0
            for (let i = 0; i < depth; i++) {
              sum += (q[fromQ + i] ?? NaN) * (k[fromK + key * width + i] ?? NaN)
            }
            return sum / Math.sqrt(depth) + (hides ? (keyBias[picture * keys + key] ?? NaN) : 0)
          })
          softmaxReference(scores).forEach((share, key) => {
            for (let i = 0; i < depth; i++) {
              const to = (picture * queries + query) * width + head * depth + i
              output[to] = (output[to] ?? 0) + share * (v[fromK + key * width + i] ?? NaN)
            }
          })
        }
        return [output]
      },
      shapes: [[batch, queries, width]],
    }
  },
})
