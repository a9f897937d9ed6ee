import fc from 'fast-check'
import { expect, it } from 'vitest'
import { boxIou, type Box } from '../box.ts'
import { BoxGrid } from './boxGrid.ts'

const boxes = fc.array(
  fc.record({
    x: fc.integer({ min: -300, max: 3000 }),
    y: fc.integer({ min: -300, max: 3000 }),
    width: fc.integer({ min: 1, max: 5000 }),
    height: fc.integer({ min: 1, max: 400 }),
  }),
  { maxLength: 60 },
)

it('leaves out no box that overlaps, and names none twice', () => {
  fc.assert(
    fc.property(boxes, boxes, (placed, asked) => {
      const grid = new BoxGrid<Box>(64)
      for (const box of placed) grid.add(box, box)
      for (const box of asked) {
        const near = Array.from(grid.near(box))
        const overlapping = placed.filter((other) => boxIou(other, box) > 0)
        expect(overlapping.every((other) => near.includes(other))).toBe(true)
        expect(new Set(near).size).toBe(near.length)
      }
    }),
    { numRuns: 40 },
  )
})

it('takes boxes without a finite size as near to everything', () => {
  const grid = new BoxGrid<string>(64)
  grid.add('endless', { x: 0, y: 0, width: Infinity, height: 1 })
  grid.add('no number', { x: NaN, y: 0, width: 1, height: 1 })
  expect(Array.from(grid.near({ x: 5000, y: 5000, width: 1, height: 1 }))).toHaveLength(2)
})
