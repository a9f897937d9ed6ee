import { stringify } from 'yaml'
import type { Dataset, DatasetObject } from '../../../domain/dataset.ts'
import type { ImageSize } from '../../../domain/image.ts'
import { traceOutline } from '../../../domain/mask/outline.ts'
import type { NamedFile } from '../../export/zipFiles.ts'
import { stemOf } from '../fileTree.ts'

/**
 * A dataset as YOLO segmentation (Ultralytics): data.yaml, and a txt a picture with polygons as shares of its size. YOLO
 * has one ring an object: the parts and holes of an object are joined by seams without width.
 */
export async function* writeYolo(
  { categories, images }: Dataset,
  pictureOf: (imageId: number) => Promise<Blob>,
): AsyncGenerator<NamedFile> {
  const splits = [...new Set(images.map(({ split }) => split ?? 'train'))]
  const yaml = stringify({
    path: '.',
    ...Object.fromEntries(splits.map((split) => [split, `images/${split}`])),
    names: Object.fromEntries(categories.map(({ name }, index) => [index, name])),
  })
  yield { path: 'data.yaml', file: new Blob([yaml]) }
  const indices = new Map(categories.map(({ id }, index) => [id, index]))
  for (const image of images) {
    const split = image.split ?? 'train'
    const lines = image.objects.map((object) =>
      [indices.get(object.categoryId) ?? 0, ...sharesOf(object, image.size)].join(' '),
    )
    const text = lines.length === 0 ? '' : `${lines.join('\n')}\n`
    yield { path: `labels/${split}/${stemOf(image.name)}.txt`, file: new Blob([text]) }
    yield { path: `images/${split}/${image.name}`, file: await pictureOf(image.id) }
  }
}

function sharesOf({ shape, box }: DatasetObject, { width, height }: ImageSize): readonly number[] {
  const rings: readonly ArrayLike<number>[] =
    shape.kind === 'mask'
      ? traceOutline(shape.mask)
      : shape.kind === 'polygons'
        ? shape.polygons
        : []
  if (rings.length === 0) {
    return [
      (box.x + box.width / 2) / width,
      (box.y + box.height / 2) / height,
      box.width / width,
      box.height / height,
    ]
  }
  return joinRings(rings).map((value, at) => value / (at % 2 === 0 ? width : height))
}

/** From the first corner of the first ring to each other ring, around it and back the same way. */
function joinRings(rings: readonly ArrayLike<number>[]): readonly number[] {
  const [first, ...others] = rings.map((ring) => Array.from(ring))
  if (first === undefined) return []
  if (others.length === 0) return first
  const [x = 0, y = 0] = first
  return [...first, x, y, ...others.flatMap((ring) => [...ring, ring[0] ?? 0, ring[1] ?? 0, x, y])]
}
