import {
  GatherV2,
  reshape,
  util,
  zeros,
  type GradConfig,
  type Rank,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { segmentSum } from './segmentSum.ts'

/**
 * Of `tf.gather`, in place of TensorFlow.js's own, which the WebAssembly backend cannot run, and which adds with float
 * atomics on WebGPU, so that no two runs are alike.
 */
export const gatherGradient: GradConfig = {
  kernelName: GatherV2,
  inputsToSave: ['x', 'indices'],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attrs: object) => {
    const [x, indices] = saved
    if (Array.isArray(dy) || x === undefined || indices === undefined) {
      throw new Error('A gather has two inputs and one output.')
    }
    const { axis: given, batchDims } = attributesOf('GatherV2', attrs)
    const [axis = 0] = util.parseAxisParam(given, x.shape)
    return {
      x: () => {
        const sizeOf = (from: number, to: number): number =>
          util.sizeFromShape(x.shape.slice(from, to))
        const batch = sizeOf(0, batchDims)
        const width = sizeOf(axis + 1, x.rank)
        const rows = batch === 0 ? 0 : indices.size / batch
        const values = reshape<Rank.R4>(dy, [batch, sizeOf(batchDims, axis), rows, width])
        const sums = segmentSum(
          values,
          reshape<Rank.R2>(indices, [batch, rows]),
          x.shape[axis] ?? 0,
        )
        return reshape(sums, x.shape)
      },
      // Where the indices come from something that is differentiated, it wants zeros of its own kind.
      indices: () => zeros(indices.shape),
    }
  },
}
