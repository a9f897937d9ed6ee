import type { BodyArchitecture } from '../architecture.ts'

/** torchvision's order of freezing (backbone_utils.py, `_resnet_fpn_extractor`): the top of the body learns first. */
const RESNET_STAGES = ['layer4', 'layer3', 'layer2', 'layer1', 'conv1'] as const
const BODY = 'backbone.body.'

/** Stages of a body that can be frozen one after the other. */
export const MAX_TRAINABLE_STAGES = 5

/**
 * Whether a parameter learns when the top `stages` stages of the body do (torchvision's `trainable_backbone_layers`).
 * Everything outside the body always does.
 */
export function learnsWithStages(name: string, body: BodyArchitecture, stages: number): boolean {
  if (!name.startsWith(BODY)) return true
  const [part = ''] = name.slice(BODY.length).split('.')
  if (body.kind === 'resnet') {
    if (stages >= MAX_TRAINABLE_STAGES) return true
    return RESNET_STAGES.slice(0, stages).some((stage) => stage === part)
  }
  // A mobile body is cut where its levels end; the layers up to the first level are the last to learn.
  const firstLayers = [0, ...body.levels.slice(0, -1).map((level) => level + 1)]
  const learning = Math.min(stages, firstLayers.length)
  const first = learning === 0 ? Infinity : (firstLayers[firstLayers.length - learning] ?? 0)
  return Number(part) >= first
}
