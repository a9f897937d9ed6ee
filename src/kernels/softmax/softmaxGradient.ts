import { engine, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'

/** Known from what it answered: y (dy - sum(y dy)), and dy - exp(y) sum(dy) of the logarithm. */
export const softmaxGradient: GradConfig = {
  kernelName: 'LimnSoftmax',
  outputsToSave: [true],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attrs: object) => {
    const [y] = saved
    if (Array.isArray(dy) || y === undefined) throw new Error('LimnSoftmax has one output.')
    const attributes = attributesOf('LimnSoftmax', attrs)
    return { x: () => engine().runKernel('LimnSoftmaxGradient', { dy, y }, { ...attributes }) }
  },
}
