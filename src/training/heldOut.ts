import type { TrainingSample } from '../domain/trainingSample.ts'
import type { CocoAnnotation, CocoGroundTruth } from '../metrics/coco/cocoFormat.ts'

/** Labelled pictures as COCO's ground truth, numbered from 1; category ids are labels. */
export function groundTruthOf(
  samples: readonly TrainingSample[],
  classes: readonly string[],
): CocoGroundTruth {
  let nextId = 1
  return {
    images: samples.map(({ width, height }, i) => ({ id: i + 1, width, height })),
    categories: classes.slice(1).map((name, i) => ({ id: i + 1, name })),
    annotations: samples.flatMap(({ objects }, i) =>
      objects.map(({ label, box, mask, isCrowd }): CocoAnnotation => ({
        id: nextId++,
        image_id: i + 1,
        category_id: label,
        bbox: [box.x, box.y, box.width, box.height],
        segmentation: {
          size: [mask.size.height, mask.size.width],
          counts: Array.from(mask.counts),
        },
        iscrowd: isCrowd ? 1 : 0,
      })),
    ),
  }
}
