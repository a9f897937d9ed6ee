import { isUnderPrefix } from '../../domain/frozenLayers.ts'
import type { Architecture } from '../architecture.ts'
import { bodyStages } from './bodyStages.ts'

/** Stages of a body that can be frozen one after the other: torchvision's five. */
export const MAX_TRAINABLE_STAGES = 5

/**
 * Whether a parameter learns when the top `stages` stages of the body do (torchvision's `trainable_backbone_layers`,
 * backbone_utils.py `_resnet_fpn_extractor`). Everything outside the body always does; with five all of it does,
 * however many stages it has.
 */
export function learnsWithStages(
  name: string,
  architecture: Architecture,
  stages: number,
): boolean {
  if (stages >= MAX_TRAINABLE_STAGES) return true
  const all = bodyStages(architecture)
  const frozen = all.slice(0, Math.max(0, all.length - stages))
  return !frozen.some(({ prefixes }) => isUnderPrefix(name, prefixes))
}
