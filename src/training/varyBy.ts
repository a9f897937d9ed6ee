import { augmentSample } from '../data/augment/augmentSample.ts'
import { cutSample } from '../data/augment/cutSample.ts'
import type { Augmentation } from '../domain/training/augmentation.ts'
import type { Vary } from './batches.ts'

export interface VaryOptions {
  /** Pictures are cut to this side, pixels, for a model that takes them at their own size; null for whole ones. */
  readonly cutTo?: number | null
}

/** How a run varies its pictures; the preview of a run asks here too. */
export function varyBy(augmentation: Augmentation, { cutTo = null }: VaryOptions = {}): Vary {
  return async (sample, context) => {
    const varied = await augmentSample(sample, augmentation, context)
    return cutTo === null ? varied : cutSample(varied, cutTo, context.random)
  }
}
