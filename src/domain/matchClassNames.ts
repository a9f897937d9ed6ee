import type { Category } from './dataset.ts'

/** Names under which datasets know the same classes: Pascal VOC's beside COCO's. */
const SYNONYMS: Readonly<Record<string, string>> = {
  aeroplane: 'airplane',
  motorbike: 'motorcycle',
  sofa: 'couch',
  tvmonitor: 'tv',
  pottedplant: 'pottedplant',
  diningtable: 'diningtable',
}

/**
 * The category of a dataset that a model means by a class name; spelling, spaces and the synonyms of Pascal VOC play no
 * part. Undefined where the dataset has no such class.
 */
export function categoryMatcher(
  categories: readonly Category[],
): (className: string) => number | undefined {
  const ids = new Map(categories.map(({ id, name }) => [plainName(name), id]))
  return (className) => ids.get(plainName(className))
}

/** Two names with the same plain one mean the same class. */
export function plainName(name: string): string {
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  return SYNONYMS[plain] ?? plain
}
