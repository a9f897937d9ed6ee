import type { BodyArchitecture } from '../architecture.ts'
import { recogniseResNet } from '../backbones/recogniseResNet.ts'
import { withBackground } from '../checkpoint/adaptTensor.ts'
import { namedClasses, type Recognised } from '../checkpoint/recognised.ts'
import { countWhile, type TensorShapes } from '../checkpoint/tensorShapes.ts'
import { bodyUnet, MOBILE_BODY } from '../semanticPresets.ts'

/** segmentation_models_pytorch's `Unet` on a ResNet or MobileNetV2, and Limn's own of that kind. */
export function recogniseBodyUnet(tensors: TensorShapes): Recognised | null {
  const shapeOf = (name: string): readonly number[] => tensors.get(name)?.shape ?? []
  const [scores = 0] = shapeOf('segmentation_head.0.weight')
  const blocks = countWhile(tensors, (i) => `decoder.blocks.${i}.conv1.0.weight`)
  const body = recogniseEncoder(tensors)
  if (body === null || scores === 0 || blocks === 0) return null
  const decoderWidths = Array.from(
    { length: blocks },
    (_, i) => shapeOf(`decoder.blocks.${i}.conv1.0.weight`)[0] ?? 0,
  )
  const preset = bodyUnet(namedClasses(scores), body)
  return {
    architecture: {
      ...preset,
      encoder: { kind: 'body', body, norm: { kind: 'batch', epsilon: 1e-5 }, decoderWidths },
      instanceHeads: tensors.has('instance_head.0.weight'),
    },
    adapt: (all) =>
      new Map(
        [...all].map(([name, tensor]) => {
          const isHead = scores === 1 && name.startsWith('segmentation_head.0.')
          return [name, isHead ? withBackground(tensor) : tensor]
        }),
      ),
  }
}

function recogniseEncoder(tensors: TensorShapes): BodyArchitecture | null {
  // MobileNetV3 has the same first layer, but blocks of another name.
  const isMobile = tensors.has('encoder.features.1.conv.0.0.weight')
  return isMobile ? MOBILE_BODY : recogniseResNet(tensors, 'encoder')
}
