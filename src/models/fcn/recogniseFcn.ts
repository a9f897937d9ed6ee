import { recogniseResNet } from '../backbones/recogniseResNet.ts'
import { namedClasses, type Recognised } from '../checkpoint/recognised.ts'
import type { TensorShapes } from '../checkpoint/tensorShapes.ts'
import { dilatedFcn } from '../semanticPresets.ts'

/** Pascal VOC's, which torchvision's published weights know, the background first. */
const VOC_CLASSES =
  '__background__ aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep sofa train tvmonitor'.split(
    ' ',
  )

/** torchvision's `fcn_resnet50`, `fcn_resnet101`, `deeplabv3_resnet50` and `deeplabv3_resnet101`. */
export function recogniseFcn(tensors: TensorShapes): Recognised | null {
  const body = recogniseResNet(tensors, 'backbone')
  const [scores = 0] = tensors.get('classifier.4.weight')?.shape ?? []
  if (body?.block !== 'bottleneck' || scores < 2) return null
  const kind = tensors.has('classifier.0.convs.0.0.weight') ? 'deeplab-v3' : 'dilated'
  const classes = scores === VOC_CLASSES.length ? VOC_CLASSES : namedClasses(scores)
  const auxiliary = tensors.has('aux_classifier.4.weight')
  return {
    architecture: {
      ...dilatedFcn(classes),
      body: { ...body, dilatedStages: 2 },
      head: { kind, auxiliary },
    },
    adapt: (all) => all,
  }
}
