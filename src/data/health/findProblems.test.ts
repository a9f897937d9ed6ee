import { describe, expect, it } from 'vitest'
import type { DatasetObject } from '../../domain/dataset.ts'
import { crossesItself } from './crossesItself.ts'
import { findProblems } from './findProblems.ts'

const size = { width: 200, height: 200 }

function polygonObject(polygon: readonly number[], fields: Partial<DatasetObject> = {}) {
  const object: DatasetObject = {
    id: 1,
    categoryId: 1,
    box: { x: 10, y: 10, width: 50, height: 50 },
    shape: { kind: 'polygons', polygons: [polygon] },
    area: 0,
    isCrowd: false,
    ignore: false,
    ...fields,
  }
  return object
}

describe('the health of labels', () => {
  it('finds an image without labels, and nothing wrong with good ones', () => {
    expect(findProblems([], size).problems).toEqual(['unlabelled'])
    const good = [
      polygonObject([10, 10, 60, 10, 60, 60, 10, 60]),
      polygonObject([0, 0, 100, 0, 100, 100, 0, 100], { categoryId: 4 }),
      polygonObject([0, 0, 8, 0, 8, 8, 0, 8], { categoryId: 4 }),
    ]
    expect(findProblems(good, size)).toEqual({
      classes: { 1: 1, 4: 2 },
      sizes: { small: 1, medium: 1, large: 1 },
      problems: [],
    })
  })

  it.each([
    [polygonObject([10, 10, 12, 10, 12, 12, 10, 12]), 'tiny'],
    [polygonObject([10, 10, 10, 10, 10, 10]), 'empty'],
    [polygonObject([10, 10, 210, 10, 60, 60]), 'outside'],
    [polygonObject([10, 10, 60, 60, 60, 10, 10, 60]), 'self-crossing'],
    [polygonObject([], { shape: { kind: 'box' } }), 'no-mask'],
    [polygonObject([], { box: { x: 190, y: 0, width: 50, height: 9 } }), 'outside'],
  ] as const)('finds what is wrong with %#', (object, problem) => {
    expect(findProblems([object], size).problems).toContain(problem)
  })

  it('tells touching edges from crossing ones', () => {
    expect(crossesItself([0, 0, 4, 0, 4, 4, 2, 0, 0, 4])).toBe(false)
    expect(crossesItself([0, 0, 4, 4, 4, 0, 0, 4])).toBe(true)
  })
})
