import type { ParameterPace } from './optimizer.ts'

export interface PaceSettings {
  readonly weightDecay: number
  /** Biases and the scales of norms are left out of weight decay: pulling them to zero only hurts. */
  readonly decaysVectors: boolean
  /** The pretrained body learns at this share of the rate of the heads. */
  readonly backboneScale: number
}

/** A Mask R-CNN's body is `backbone.body`, beside its pyramid; an FCN's is `backbone`. */
const BODY = /^backbone\.(?:body\.|conv1\.|bn1\.|layer\d|\d+\.)/

/** The pace of one parameter, by its PyTorch name and rank. */
export function paceOf(
  name: string,
  rank: number,
  { weightDecay, decaysVectors, backboneScale }: PaceSettings,
): ParameterPace {
  return {
    learningRateScale: BODY.test(name) ? backboneScale : 1,
    weightDecay: rank <= 1 && !decaysVectors ? 0 : weightDecay,
  }
}
