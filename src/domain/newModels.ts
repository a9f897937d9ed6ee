import type { ModelFamily } from './libraryModel.ts'

/** An architecture that a new model can begin with. */
export interface NewModel {
  readonly id: string
  readonly family: ModelFamily
  readonly title: string
  /** One sentence: what it is for. */
  readonly purpose: string
}

export const NEW_MODELS: readonly NewModel[] = [
  {
    id: 'mask-rcnn-tiny',
    family: 'mask-rcnn',
    title: 'Tiny Mask R-CNN',
    purpose: 'Learns small, simple pictures within minutes, on any machine.',
  },
  {
    id: 'mask-rcnn-small',
    family: 'mask-rcnn',
    title: 'Small Mask R-CNN',
    purpose: 'For some dozens to hundreds of photos, from nothing.',
  },
  {
    id: 'mask-rcnn-mobile',
    family: 'mask-rcnn',
    title: 'Mask R-CNN on MobileNetV2',
    purpose: 'Its body has seen the photos of COCO, so that few of your own are enough.',
  },
  {
    id: 'mask-rcnn-resnet50',
    family: 'mask-rcnn',
    title: 'Mask R-CNN on ResNet-50',
    purpose: 'torchvision’s own, for a strong machine and many photos.',
  },
  {
    id: 'unet-cells',
    family: 'unet',
    title: 'Small U-Net',
    purpose: 'Many small things that touch, such as cells: it learns where they part.',
  },
  {
    id: 'unet-paper',
    family: 'unet',
    title: 'U-Net of the paper',
    purpose: '31 million numbers, five sizes, no zeros around maps, no norms.',
  },
  {
    id: 'unet-mobile',
    family: 'unet',
    title: 'U-Net on MobileNetV2',
    purpose: 'Names every pixel of a photo; the body is a classifier’s.',
  },
  {
    id: 'fcn-mobile',
    family: 'fcn',
    title: 'FCN-8s on MobileNetV2',
    purpose: 'Light; its body has seen the photos of COCO, so that few of your own are enough.',
  },
  {
    id: 'fcn-resnet50',
    family: 'fcn',
    title: 'FCN on ResNet-50',
    purpose: 'torchvision’s own, for a strong machine.',
  },
  {
    id: 'deeplab-resnet50',
    family: 'fcn',
    title: 'DeepLabV3 on ResNet-50',
    purpose: 'Looks near and far at once; the largest of these.',
  },
]
