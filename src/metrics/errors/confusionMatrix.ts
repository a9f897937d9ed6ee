import type { ConfusionMatrix } from '../../domain/evaluation.ts'
import type { CocoCategory } from '../coco/cocoFormat.ts'
import type { Assignment } from './assignErrors.ts'

const MOST_IMAGES = 200

/**
 * Which classes are taken for which. A detection that hits or is of the wrong class stands in the row of its object; any
 * other false alarm in the last row, the background; an object nothing stands for in the last column. Crowds are left out.
 */
export function confusionMatrix(
  assignments: readonly Assignment[],
  categories: readonly CocoCategory[],
): ConfusionMatrix {
  const slots = new Map(categories.map(({ id }, index) => [id, index]))
  const background = categories.length
  const counts = square(background + 1, () => 0)
  const images = square(background + 1, (): number[] => [])
  const add = (row: number, column: number, imageId: number): void => {
    const line = counts[row]
    if (line !== undefined) line[column] = (line[column] ?? 0) + 1
    const seen = images[row]?.[column]
    if (seen !== undefined && seen.at(-1) !== imageId && seen.length < MOST_IMAGES) {
      seen.push(imageId)
    }
  }
  for (const { overlaps, kinds, partner, truthKinds } of assignments) {
    const { imageId, truthClasses, detectionClasses } = overlaps
    const slot = (id: number | undefined): number => slots.get(id ?? -1) ?? background
    const taken = new Set(partner.filter((_, d) => kinds[d] === 'hit'))
    kinds.forEach((kind, d) => {
      if (kind === 'ignored') return
      const g = partner[d] ?? -1
      const column = slot(detectionClasses[d])
      const standsFor = kind === 'hit' || (kind === 'classification' && !taken.has(g))
      if (standsFor) taken.add(g)
      add(standsFor ? slot(truthClasses[g]) : background, column, imageId)
    })
    truthKinds.forEach((kind, g) => {
      if (kind !== 'crowd' && !taken.has(g)) add(slot(truthClasses[g]), background, imageId)
    })
  }
  const names = [...categories.map(({ id, name }) => name ?? String(id)), 'background']
  return { names, counts, images }
}

function square<T>(side: number, value: () => T): T[][] {
  return Array.from({ length: side }, () => Array.from({ length: side }, value))
}
