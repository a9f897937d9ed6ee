import { engine, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'

/**
 * Of what a convolution sends back to its input, when that runs forward: the convolution itself, and the filter's
 * gradient with the two maps in each other's places.
 */
export const transposedConvolutionGradient: GradConfig = {
  kernelName: 'LimnConvolutionInputGradient',
  inputsToSave: ['dy', 'filter'],
  gradFunc: (given: Tensor | Tensor[], saved: Tensor[], attributes: object) => {
    const [small, filter] = saved
    if (Array.isArray(given) || small === undefined || filter === undefined) {
      throw new Error('LimnConvolutionInputGradient has two inputs and one output.')
    }
    return {
      dy: () =>
        engine().runKernel(
          'LimnConvolution',
          { x: given, filter },
          { ...attributes, activation: 'none' },
        ),
      filter: () =>
        engine().runKernel(
          'LimnConvolutionFilterGradient',
          { x: given, dy: small },
          { ...attributes },
        ),
    }
  },
}
