import type { Architecture } from '../architecture.ts'
import { bodyUnet, cellUnet, dilatedFcn, pretrainedFcn } from '../semanticPresets.ts'
import { startingArchitecture } from '../startingArchitecture.ts'

const CLASSES = ['background', 'object']
/** The shorter side of a picture, pixels. */
const SIDES = { tiny: 64, small: 320, pretrained: 320, large: 800 } as const

/** What stands behind each of `NEW_MODELS`, with one class; null for another name. */
export function newModelArchitecture(presetId: string): Architecture | null {
  switch (presetId) {
    case 'mask-rcnn-tiny':
      return maskRcnn('tiny')
    case 'mask-rcnn-small':
      return maskRcnn('small')
    case 'mask-rcnn-mobile':
      return maskRcnn('pretrained')
    case 'mask-rcnn-resnet50':
      return maskRcnn('large')
    case 'unet-cells':
      return cellUnet(CLASSES)
    case 'unet-paper':
      return {
        ...cellUnet(CLASSES),
        encoder: {
          kind: 'plain',
          widths: [64, 128, 256, 512, 1024],
          norm: null,
          padding: 'valid',
          up: 'transposed',
        },
        instanceHeads: false,
      }
    case 'unet-mobile':
      return bodyUnet(CLASSES)
    case 'fcn-mobile':
      return pretrainedFcn(CLASSES)
    case 'fcn-resnet50':
      return dilatedFcn(CLASSES)
    case 'deeplab-resnet50':
      return dilatedFcn(CLASSES, { head: 'deeplab-v3' })
    default:
      return null
  }
}

function maskRcnn(size: keyof typeof SIDES): Architecture {
  return startingArchitecture({ size, classes: CLASSES, imageSize: SIDES[size] })
}
