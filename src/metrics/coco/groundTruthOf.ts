import type { Dataset, DatasetObject } from '../../domain/dataset.ts'
import type { CocoAnnotation, CocoGroundTruth, CocoSegmentation } from './cocoFormat.ts'

/** A dataset as COCO's ground truth. An object that is neither target nor mistake counts as a crowd, which COCO ignores. */
export function groundTruthOf({ images, categories }: Dataset): CocoGroundTruth {
  return {
    images: images.map(({ id, size: { width, height } }) => ({ id, width, height })),
    categories: categories.map(({ id, name }) => ({ id, name })),
    annotations: images.flatMap(({ id, objects }) =>
      objects.map((object): CocoAnnotation => {
        const { box } = object
        return {
          id: object.id,
          image_id: id,
          category_id: object.categoryId,
          bbox: [box.x, box.y, box.width, box.height],
          segmentation: segmentationOf(object),
          area: object.area,
          iscrowd: object.isCrowd || object.ignore,
        }
      }),
    ),
  }
}

function segmentationOf({ shape, box }: DatasetObject): CocoSegmentation {
  switch (shape.kind) {
    case 'polygons':
      return shape.polygons
    case 'mask': {
      const { width, height } = shape.mask.size
      return { size: [height, width], counts: shape.mask.counts }
    }
    case 'box': {
      const { x, y, width, height } = box
      return [[x, y, x, y + height, x + width, y + height, x + width, y]]
    }
  }
}
