import { recogniseResNet } from '../backbones/recogniseResNet.ts'
import { namedClasses, type Recognised } from '../checkpoint/recognised.ts'
import { countWhile, type TensorShapes } from '../checkpoint/tensorShapes.ts'
import type { FcnArchitecture } from '../semanticArchitecture.ts'
import { lightFcn, pretrainedFcn } from '../semanticPresets.ts'

/** By how many depths are scored. */
const STRIDES = { 1: 32, 2: 16, 3: 8 } as const

/** Limn's FCN-32s, 16s and 8s, on a ResNet or a MobileNetV2. */
export function recogniseSkipFcn(tensors: TensorShapes): Recognised | null {
  const depths = countWhile(tensors, (i) => `score.${i}.weight`)
  const [scores = 0] = tensors.get('score.0.weight')?.shape ?? []
  if ((depths !== 1 && depths !== 2 && depths !== 3) || scores < 2) return null
  const architecture = onItsBody(tensors, namedClasses(scores))
  if (architecture === null) return null
  return {
    architecture: { ...architecture, head: { kind: 'skip', finestStride: STRIDES[depths] } },
    adapt: (all) => all,
  }
}

function onItsBody(tensors: TensorShapes, classes: readonly string[]): FcnArchitecture | null {
  const resnet = recogniseResNet(tensors, 'backbone')
  const counted = (name: string): boolean => tensors.has(`${name}.num_batches_tracked`)
  if (resnet !== null) {
    const kind = counted('backbone.bn1') ? 'batch' : 'frozen'
    return { ...lightFcn(classes, 8), body: resnet, norm: { kind, epsilon: 1e-5 } }
  }
  if (!tensors.has('backbone.1.conv.0.0.weight')) return null
  // Fixed norms are those of the COCO detector's body.
  return counted('backbone.0.1') ? lightFcn(classes, 8) : pretrainedFcn(classes)
}
