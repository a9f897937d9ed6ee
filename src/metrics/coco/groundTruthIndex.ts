import { fail } from '../../domain/failure.ts'
import { measureMask, type MeasuredMask } from '../maskRle.ts'
import type { CocoAnnotation, CocoCategory, CocoGroundTruth, CocoImage } from './cocoFormat.ts'
import { ObjectGroups } from './objectGroups.ts'

/**
 * Ground truth read once: its objects by image and class, and each mask measured when first asked for. Hand the same
 * index to several evaluations and only the results of each are read anew.
 */
export class GroundTruthIndex {
  readonly imageIds: readonly number[]
  readonly categories: readonly CocoCategory[]
  /** In the file's order. Of several with one id all are the last of them, as in pycocotools. */
  readonly annotations: readonly CocoAnnotation[]
  readonly groups: ObjectGroups
  readonly #images: ReadonlyMap<number, CocoImage>
  readonly #masks: (MeasuredMask | undefined)[] = []
  readonly #areas: (number | undefined)[] = []

  constructor({ images, annotations, categories }: CocoGroundTruth) {
    this.#images = new Map(images.map((image) => [image.id, image]))
    this.imageIds = [...this.#images.keys()]
    this.categories = categories
    const byId = new Map(annotations.map((annotation) => [annotation.id, annotation]))
    this.annotations = annotations.map((annotation) => byId.get(annotation.id) ?? annotation)
    this.groups = new ObjectGroups(this.annotations)
  }

  hasImage(id: number): boolean {
    return this.#images.has(id)
  }

  /** Throws a LimnError 'bad-request' when the ground truth has no such image. */
  image(id: number): CocoImage {
    const image = this.#images.get(id)
    if (image !== undefined) return image
    return fail(
      'bad-request',
      `Image ${id} is not in the ground truth.`,
      'Check that the results belong to this dataset.',
    )
  }

  isCrowd(index: number): boolean {
    return Boolean(this.#annotation(index).iscrowd)
  }

  box(index: number): readonly number[] {
    const { bbox, id } = this.#annotation(index)
    if (bbox?.length === 4) return bbox
    return fail(
      'bad-request',
      `Annotation ${id} has no box of four numbers.`,
      'Add "bbox": [x, y, width, height], or evaluate masks.',
    )
  }

  mask(index: number): MeasuredMask {
    const known = this.#masks[index]
    if (known !== undefined) return known
    const { segmentation, id, image_id } = this.#annotation(index)
    if (segmentation === undefined) {
      return fail(
        'bad-request',
        `Annotation ${id} has no mask.`,
        'Add its "segmentation", or evaluate boxes.',
      )
    }
    const mask = measureMask(segmentation, this.image(image_id))
    this.#masks[index] = mask
    return mask
  }

  /** The file's own area; where it has none, that of the mask, else of the box. */
  area(index: number): number {
    const known = this.#areas[index]
    if (known !== undefined) return known
    const { area, segmentation } = this.#annotation(index)
    const [, , width = 0, height = 0] =
      area === undefined && segmentation === undefined ? this.box(index) : []
    const found = area ?? (segmentation === undefined ? width * height : this.mask(index).area)
    this.#areas[index] = found
    return found
  }

  #annotation(index: number): CocoAnnotation {
    const annotation = this.annotations[index]
    if (annotation === undefined) throw new RangeError(`There is no annotation ${index}.`)
    return annotation
  }
}
