import { fail } from '../../domain/failure.ts'
import { measureMask, type MeasuredMask } from '../maskRle.ts'
import type { CocoResult } from './cocoFormat.ts'
import type { GroundTruthIndex } from './groundTruthIndex.ts'
import { ObjectGroups } from './objectGroups.ts'

/**
 * Results as pycocotools' `loadRes` takes them: the first one decides for all. With a box there, areas are those of the
 * boxes and a result without a mask has that of its box; else areas and missing boxes come from the masks.
 */
export class DetectionIndex {
  readonly results: readonly CocoResult[]
  readonly groups: ObjectGroups
  readonly #truth: GroundTruthIndex
  readonly #areBoxed: boolean
  readonly #masks: (MeasuredMask | undefined)[] = []

  /** Throws a LimnError 'bad-request' when a result names an image that the ground truth does not have. */
  constructor(results: readonly CocoResult[], truth: GroundTruthIndex) {
    this.results = results
    this.#truth = truth
    this.#areBoxed = (results[0]?.bbox?.length ?? 0) > 0
    const astray = results.findIndex(({ image_id }) => !truth.hasImage(image_id))
    if (astray >= 0) {
      fail(
        'bad-request',
        `Result ${astray + 1} is of image ${results[astray]?.image_id ?? ''}, which the ground truth does not have.`,
        'Check that the results belong to this dataset.',
      )
    }
    this.groups = new ObjectGroups(results)
  }

  score(index: number): number {
    return this.#result(index).score
  }

  box(index: number): readonly number[] {
    const { bbox } = this.#result(index)
    if (bbox?.length === 4) return bbox
    if (!this.#areBoxed) return this.mask(index).box
    return fail(
      'bad-request',
      `Result ${index + 1} has no box of four numbers, where the first one has.`,
      'Give every result a "bbox", or none.',
    )
  }

  mask(index: number): MeasuredMask {
    const known = this.#masks[index]
    if (known !== undefined) return known
    const { segmentation, image_id } = this.#result(index)
    const mask = measureMask(segmentation ?? [this.#cornersOf(index)], this.#truth.image(image_id))
    this.#masks[index] = mask
    return mask
  }

  area(index: number): number {
    if (!this.#areBoxed) return this.mask(index).area
    const [, , width = 0, height = 0] = this.box(index)
    return width * height
  }

  #cornersOf(index: number): readonly number[] {
    if (!this.#areBoxed) {
      fail(
        'bad-request',
        `Result ${index + 1} has neither a mask nor a box.`,
        'Give every result a "segmentation" or a "bbox".',
      )
    }
    const [x = 0, y = 0, width = 0, height = 0] = this.box(index)
    return [x, y, x, y + height, x + width, y + height, x + width, y]
  }

  #result(index: number): CocoResult {
    const result = this.results[index]
    if (result === undefined) throw new RangeError(`There is no result ${index}.`)
    return result
  }
}
