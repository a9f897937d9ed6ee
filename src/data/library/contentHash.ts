import type { Category, DatasetObject } from '../../domain/dataset.ts'
import type { ImageRecord } from '../../domain/datasetRecord.ts'
import { encodeCounts } from '../../domain/mask/counts.ts'

/** Lower-case hexadecimal SHA-256. */
export async function sha256Of(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Over everything a model could learn from the labels of one image; ids and order of the objects do not count. */
export async function hashLabels(objects: readonly DatasetObject[]): Promise<string> {
  const lines = objects.map(({ categoryId, box, shape, isCrowd, ignore }) =>
    JSON.stringify([
      categoryId,
      shape.kind === 'mask'
        ? encodeCounts(shape.mask)
        : shape.kind === 'polygons'
          ? shape.polygons
          : [box.x, box.y, box.width, box.height],
      isCrowd,
      ignore,
    ]),
  )
  return await sha256Of(new TextEncoder().encode(lines.sort().join('\n')))
}

/**
 * One hash for the whole content of a dataset, or of one split: pictures, labels, splits and class names. The same
 * content gives the same fingerprint on every device, whatever the dataset is called.
 */
export async function fingerprint(
  categories: readonly Category[],
  images: readonly ImageRecord[],
): Promise<string> {
  const lines = images
    .map(({ sha256, labelsSha256, split }) => `${sha256} ${labelsSha256} ${split ?? ''}`)
    .sort()
  const classes = categories.map(({ id, name }) => `${id} ${name}`)
  return await sha256Of(new TextEncoder().encode([...classes, '', ...lines].join('\n')))
}
