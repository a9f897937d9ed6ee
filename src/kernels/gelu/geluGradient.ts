import { engine, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'

/** GELU's slope is known from what it was given. */
export const geluGradient: GradConfig = {
  kernelName: 'LimnGelu',
  inputsToSave: ['x'],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
    const [x] = saved
    if (Array.isArray(dy) || x === undefined) throw new Error('LimnGelu has one output.')
    return {
      x: () => engine().runKernel('LimnActivationGradient', { dy, y: x }, { activation: 'gelu' }),
    }
  },
}
