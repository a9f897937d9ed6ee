import { expect, it } from 'vitest'
import { COCO_CATEGORIES } from './cocoCategories.ts'

it('lists the 80 classes of COCO under their own ids', () => {
  const ids = COCO_CATEGORIES.map(({ id }) => id)
  expect(new Set(COCO_CATEGORIES.map(({ name }) => name)).size).toBe(80)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  const gaps = Array.from({ length: 90 }, (_, at) => at + 1).filter((id) => !ids.includes(id))
  expect(gaps).toEqual([12, 26, 29, 30, 45, 66, 68, 69, 71, 83])
  expect(COCO_CATEGORIES.at(-1)).toEqual({ id: 90, name: 'toothbrush', supercategory: 'indoor' })
})
