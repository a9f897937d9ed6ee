import type { ImageRecord } from '../domain/datasetRecord.ts'
import type { ImageFilter } from './datasetsState.ts'

/** The images a filter lets through, in their order. */
export function filterImages(
  images: readonly ImageRecord[],
  { categoryId, size, split, problem }: ImageFilter,
  lookalikes: readonly (readonly number[])[] | null,
): readonly ImageRecord[] {
  if (categoryId === null && size === null && split === null && problem === null) return images
  const alike = new Set(problem === 'lookalike' ? lookalikes?.flat() : [])
  return images.filter(
    (image) =>
      (categoryId === null || (image.classes[categoryId] ?? 0) > 0) &&
      (size === null || image.sizes[size] > 0) &&
      (split === null || (image.split ?? '') === split) &&
      (problem === null ||
        (problem === 'lookalike' ? alike.has(image.id) : image.problems.includes(problem))),
  )
}
