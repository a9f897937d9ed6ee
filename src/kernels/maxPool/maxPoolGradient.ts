import { engine, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'

/** Saves what was pooled and the answer, not where it came from: the kernel finds the places again. */
export const maxPoolGradient: GradConfig = {
  kernelName: 'LimnMaxPool',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attributes: object) => {
    const [x, y] = saved
    if (Array.isArray(dy) || x === undefined || y === undefined) {
      throw new Error('LimnMaxPool has one input and one output.')
    }
    return { x: () => engine().runKernel('LimnMaxPoolGrad', { dy, x, y }, { ...attributes }) }
  },
}
