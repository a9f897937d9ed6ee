import { engine, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'

/**
 * Three kernels, one an input. The activation's share comes first, once for all of them; ReLU and ReLU6 know it from
 * what they answered. (The op gives GELU, which does not, a kernel of its own while a tape runs.)
 */
export const convolutionGradient: GradConfig = {
  kernelName: 'LimnConvolution',
  inputsToSave: ['x', 'filter'],
  outputsToSave: [true],
  gradFunc: (given: Tensor | Tensor[], saved: Tensor[], attrs: object) => {
    const [x, filter, y] = saved
    if (Array.isArray(given) || x === undefined || filter === undefined || y === undefined) {
      throw new Error('LimnConvolution has two inputs that are saved, and one output.')
    }
    const { activation, ...rest } = attributesOf('LimnConvolution', attrs)
    const geometry = { ...rest.geometry }
    const dy: Tensor =
      activation === 'none'
        ? given
        : engine().runKernel('LimnActivationGradient', { dy: given, y }, { activation })
    return {
      x: () => engine().runKernel('LimnConvolutionInputGradient', { dy, filter }, { geometry }),
      filter: () => engine().runKernel('LimnConvolutionFilterGradient', { x, dy }, { geometry }),
      bias: () => engine().runKernel('LimnBiasGradient', { dy }),
    }
  },
}
