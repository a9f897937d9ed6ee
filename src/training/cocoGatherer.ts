import type { Detection } from '../domain/detection.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import type {
  CocoAnnotation,
  CocoGroundTruth,
  CocoImage,
  CocoResult,
  CocoRle,
} from '../metrics/coco/cocoFormat.ts'
import type { MaskRle } from '../domain/maskRle.ts'

/** Gathers labelled pictures and what was found in them in COCO's words; category ids are labels. */
export class CocoGatherer {
  readonly #images: CocoImage[] = []
  readonly #annotations: CocoAnnotation[] = []
  readonly results: CocoResult[] = []

  add({ width, height, objects }: TrainingSample, detections: readonly Detection[]): void {
    const id = this.#images.length + 1
    this.#images.push({ id, width, height })
    for (const { label, box, mask, isCrowd } of objects) {
      this.#annotations.push({
        id: this.#annotations.length + 1,
        image_id: id,
        category_id: label,
        bbox: [box.x, box.y, box.width, box.height],
        segmentation: toRle(mask),
        iscrowd: isCrowd ? 1 : 0,
      })
    }
    for (const { label, score, box, mask } of detections) {
      this.results.push({
        image_id: id,
        category_id: label,
        score,
        bbox: [box.x, box.y, box.width, box.height],
        segmentation: toRle(mask),
      })
    }
  }

  /** @param classes names by label, the background first */
  truth(classes: readonly string[]): CocoGroundTruth {
    return {
      images: this.#images,
      annotations: this.#annotations,
      categories: classes.slice(1).map((name, i) => ({ id: i + 1, name })),
    }
  }
}

function toRle({ size, counts }: MaskRle): CocoRle {
  return { size: [size.height, size.width], counts: Array.from(counts) }
}
