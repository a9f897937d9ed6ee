import { engine, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'

/** Resizing is linear: nothing is saved, and the gradient is its transpose. */
export const resizeGradient: GradConfig = {
  kernelName: 'LimnResize',
  gradFunc: (dy: Tensor | Tensor[], _saved: Tensor[], attributes: object) => {
    if (Array.isArray(dy)) throw new Error('LimnResize has one output.')
    return { x: () => engine().runKernel('LimnResizeGrad', { dy }, { ...attributes }) }
  },
}
