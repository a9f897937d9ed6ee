import { zerosLike, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'

/** Places do not change as values move a little. What is taken from them gets its gradient by the gather. */
export const topKGradient: GradConfig = {
  kernelName: 'LimnTopK',
  inputsToSave: ['x'],
  gradFunc: (_dy: Tensor | Tensor[], saved: Tensor[]) => {
    const [x] = saved
    if (x === undefined) throw new Error('LimnTopK has one input.')
    return { x: () => zerosLike(x) }
  },
}
