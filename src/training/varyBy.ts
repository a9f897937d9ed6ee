import { augmentSample } from '../data/augment/augmentSample.ts'
import type { Augmentation } from '../domain/training/augmentation.ts'
import type { Vary } from './batches.ts'

/** How a run varies its pictures; the preview of a run asks here too. */
export function varyBy(augmentation: Augmentation): Vary {
  return (sample, context) => augmentSample(sample, augmentation, context)
}
