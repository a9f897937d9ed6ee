import type { ImageRecord } from '../../domain/datasetRecord.ts'
import { bitCount, MAX_LIKENESS_BITS } from '../library/likeness.ts'

/**
 * Groups of images that are identical or nearly so: the same bytes, or likenesses that differ in few bits. Every pair
 * is compared, 50 million for 10,000 images, which takes under a second. Flat pictures, whose likeness is all zeros, are
 * alike only by their bytes.
 */
export function findLookalikes(
  images: readonly Pick<ImageRecord, 'id' | 'sha256' | 'likeness'>[],
): readonly (readonly number[])[] {
  const parent = images.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    while ((parent[root] ?? root) !== root) root = parent[root] ?? root
    parent[index] = root
    return root
  }
  const join = (a: number, b: number) => {
    parent[rootOf(a)] = rootOf(b)
  }
  const firstOf = new Map<string, number>()
  images.forEach(({ sha256 }, index) => {
    const first = firstOf.get(sha256)
    if (first === undefined) firstOf.set(sha256, index)
    else join(index, first)
  })
  const high = Int32Array.from(images, ({ likeness }) => half(likeness, 0))
  const low = Int32Array.from(images, ({ likeness }) => half(likeness, 8))
  for (let a = 0; a < images.length; a++) {
    const highA = high[a] ?? 0
    const lowA = low[a] ?? 0
    if (highA === 0 && lowA === 0) continue
    for (let b = a + 1; b < images.length; b++) {
      const bits = bitCount(highA ^ (high[b] ?? 0))
      if (bits <= MAX_LIKENESS_BITS && bits + bitCount(lowA ^ (low[b] ?? 0)) <= MAX_LIKENESS_BITS) {
        join(a, b)
      }
    }
  }
  const groups = new Map<number, number[]>()
  images.forEach(({ id }, index) => {
    const root = rootOf(index)
    const group = groups.get(root)
    if (group === undefined) groups.set(root, [id])
    else group.push(id)
  })
  return [...groups.values()].filter((group) => group.length > 1)
}

function half(likeness: string | null, at: number): number {
  return likeness === null ? 0 : Number.parseInt(likeness.slice(at, at + 8), 16) | 0
}
