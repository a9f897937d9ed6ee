import type { Dataset, DatasetObject, Json } from '../../../domain/dataset.ts'
import type { ImageSize } from '../../../domain/image.ts'
import { encodeCounts } from '../../../domain/mask/counts.ts'

/** COCO's JSON for one split, or for all images (`split` undefined). Reading it gives back what was written. */
export function writeCocoJson(
  { categories, images, extra }: Dataset,
  split: string | null | undefined,
): Json {
  const chosen = images.filter((image) => split === undefined || image.split === split)
  return {
    ...extra,
    categories: categories.map((category) => ({
      ...category.extra,
      id: category.id,
      name: category.name,
      supercategory: category.supercategory,
    })),
    images: chosen.map((image) => ({
      ...image.extra,
      id: image.id,
      file_name: image.name,
      width: image.size.width,
      height: image.size.height,
    })),
    annotations: chosen.flatMap((image) =>
      image.objects.map((object) => annotationOf(object, image.id, image.size)),
    ),
  }
}

function annotationOf(object: DatasetObject, imageId: number, size: ImageSize): Json {
  const { box, shape } = object
  return {
    ...object.extra,
    id: object.id,
    image_id: imageId,
    category_id: object.categoryId,
    bbox: [box.x, box.y, box.width, box.height],
    area: object.area,
    iscrowd: object.isCrowd ? 1 : 0,
    ...(object.ignore ? { ignore: 1 } : {}),
    segmentation:
      shape.kind === 'polygons'
        ? shape.polygons
        : shape.kind === 'mask'
          ? { size: [size.height, size.width], counts: encodeCounts(shape.mask) }
          : [],
  }
}
