import type { ResNetArchitecture } from '../architecture.ts'
import { countWhile, type TensorShapes } from '../checkpoint/tensorShapes.ts'

/** The ResNet whose tensors begin with `${prefix}.`, by torchvision's names; null when there is none. */
export function recogniseResNet(tensors: TensorShapes, prefix: string): ResNetArchitecture | null {
  const lengthOf = (name: string): number => tensors.get(`${prefix}.${name}`)?.shape[0] ?? 0
  const stages = Array.from({ length: 4 }, (_, i) => ({
    blocks: countWhile(tensors, (block) => `${prefix}.layer${i + 1}.${block}.conv1.weight`),
    width: lengthOf(`layer${i + 1}.0.conv1.weight`),
  }))
  const stem = lengthOf('conv1.weight')
  if (stem === 0 || stages.some(({ blocks }) => blocks === 0)) return null
  const isDeep = tensors.has(`${prefix}.layer1.0.conv3.weight`)
  return { kind: 'resnet', block: isDeep ? 'bottleneck' : 'basic', stem, stages }
}
