import type { Category } from '../../domain/dataset.ts'

/**
 * Adds a category and says under which id it is known: a category of the same name is the same one; an id that another
 * name holds is replaced by the next free one.
 */
export function mergeCategory(categories: Category[], category: Category): number {
  const same = categories.find(({ name }) => name === category.name)
  if (same !== undefined) return same.id
  const taken = new Set(categories.map(({ id }) => id))
  let { id } = category
  while (taken.has(id)) id = Math.max(...taken) + 1
  categories.push({ ...category, id })
  return id
}

/** The id of the category of this name, added at the end if there is none yet. */
export function categoryNamed(categories: Category[], name: string): number {
  return mergeCategory(categories, { id: categories.length + 1, name, supercategory: '' })
}
