import {
  Equal,
  Greater,
  Less,
  LessEqual,
  NotEqual,
  zerosLike,
  type GradConfig,
  type Tensor,
} from '@tensorflow/tfjs-core'

/**
 * A comparison does not change as its sides move a little: both get zeros. TensorFlow.js knows that of `greaterEqual`
 * only, and a loss that chooses its branch with another, as smooth L1 does, could not be differentiated.
 */
export const comparisonGradients: readonly GradConfig[] = [
  Equal,
  Greater,
  Less,
  LessEqual,
  NotEqual,
].map((kernelName) => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (_dy: Tensor | Tensor[], saved: Tensor[]) => {
    const [a, b] = saved
    if (a === undefined || b === undefined) throw new Error('A comparison has two sides.')
    return { a: () => zerosLike(a), b: () => zerosLike(b) }
  },
}))
