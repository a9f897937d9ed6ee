import { engine, zerosLike, type GradConfig, type Tensor } from '@tensorflow/tfjs-core'

/** The features' share by the kernel's transpose; boxes are taken as given (torchvision answers no gradient there). */
export const roiAlignGradient: GradConfig = {
  kernelName: 'LimnRoiAlign',
  inputsToSave: ['rois'],
  gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attributes: object) => {
    const [rois] = saved
    if (Array.isArray(dy) || rois === undefined) throw new Error('LimnRoiAlign has one output.')
    return {
      features: () => engine().runKernel('LimnRoiAlignGrad', { dy, rois }, { ...attributes }),
      rois: () => zerosLike(rois),
    }
  },
}
