import type { Random } from '../../domain/random.ts'
import type { Augmentation } from '../../domain/training/augmentation.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { blurPicture } from './blurPicture.ts'
import { changeColours } from './changeColours.ts'
import { pasteObjects } from './pasteObjects.ts'
import { drawWarp, warpSample } from './warpSample.ts'

export interface AugmentContext {
  readonly random: Random
  /** Any other picture of the set, for objects to copy. */
  readonly other: () => Promise<TrainingSample>
}

/** Varies a picture and its masks together. The same stream of random numbers gives the same picture. */
export async function augmentSample(
  sample: TrainingSample,
  settings: Augmentation,
  { random, other }: AugmentContext,
): Promise<TrainingSample> {
  const happens = ({ odds }: { readonly odds: number }) => odds > 0 && random.next() < odds
  let varied = sample
  if (happens(settings.copyPaste)) {
    varied = pasteObjects(varied, await other(), settings.copyPaste, random)
  }
  const warp = drawWarp(varied, settings, { random, happens })
  if (warp !== null) varied = warpSample(varied, warp)
  if (happens(settings.colour)) {
    varied = { ...varied, rgb: changeColours(varied.rgb, settings.colour, random) }
  }
  if (happens(settings.blur)) {
    const sigma = settings.blur.sigma * random.next()
    varied = { ...varied, rgb: blurPicture(varied, sigma) }
  }
  return varied
}
