import { engine, zerosLike, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'
import { channelSums } from './batchNorm.ts'

/** Of (x - mean) · slope + shift; the mean is taken as given. What nobody asks for is not computed. */
export const channelAffineGradient: GradConfig = {
  kernelName: 'LimnChannelAffine',
  inputsToSave: ['x', 'mean', 'slope'],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
    const [x, mean, slope] = saved
    if (Array.isArray(dy) || x === undefined || mean === undefined || slope === undefined) {
      throw new Error('LimnChannelAffine has three inputs to save and one output.')
    }
    return {
      x: () => engine().runKernel('LimnChannelAffine', { x: dy, slope }),
      mean: () => zerosLike(mean),
      slope: () => channelSums(dy, x, mean)[1],
      shift: () => channelSums(dy, x, mean)[0],
    }
  },
}
