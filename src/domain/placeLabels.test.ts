import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from './box.ts'
import { placeLabelRegardless, placeLabels, type LabelRequest } from './placeLabels.ts'

const STAGE = { width: 1000, height: 800 }

function request(id: string, objectBox: Box, width = 80): LabelRequest {
  return { id, objectBox, width, height: 20 }
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

describe('placeLabels', () => {
  it('sits above the top left corner when nothing is in the way', () => {
    const placed = placeLabels([request('a', { x: 100, y: 100, width: 200, height: 90 })], STAGE)
    expect(placed.get('a')).toEqual({ x: 100, y: 78, width: 80, height: 20 })
  })

  it('takes another corner when its place is taken, and everybody has room', () => {
    const box = { x: 100, y: 100, width: 200, height: 90 }
    const placed = placeLabels(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => request(id, box)),
      STAGE,
    )
    expect(placed.size).toBe(8)
    const boxes = [...placed.values()]
    boxes.forEach((box, index) =>
      boxes.slice(index + 1).forEach((other) => expect(overlap(box, other)).toBe(false)),
    )
  })

  it('goes inside when the object reaches the upper edge of the stage', () => {
    const placed = placeLabels([request('a', { x: -50, y: -50, width: 900, height: 900 })], STAGE)
    expect(placed.get('a')).toEqual({ x: 2, y: 2, width: 80, height: 20 })
  })

  it('leaves out objects too small for a chip and objects out of sight', () => {
    const placed = placeLabels(
      [
        request('tiny', { x: 100, y: 100, width: 15, height: 15 }),
        request('away', { x: 2000, y: 100, width: 200, height: 200 }),
      ],
      STAGE,
    )
    expect(placed.size).toBe(0)
  })

  it('never lets a chip cover another or leave the stage', () => {
    const anyRequest = fc.record({
      id: fc.uuid(),
      objectBox: fc.record({
        x: fc.integer({ min: -200, max: 1100 }),
        y: fc.integer({ min: -200, max: 900 }),
        width: fc.integer({ min: 1, max: 600 }),
        height: fc.integer({ min: 1, max: 600 }),
      }),
      width: fc.integer({ min: 20, max: 140 }),
      height: fc.constant(20),
    })
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 60 }), (requests) => {
        const boxes = [...placeLabels(requests, STAGE).values()]
        boxes.forEach((box, index) => {
          expect(box.x).toBeGreaterThanOrEqual(0)
          expect(box.x + box.width).toBeLessThanOrEqual(STAGE.width)
          expect(box.y + box.height).toBeLessThanOrEqual(STAGE.height)
          for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false)
        })
      }),
    )
  })
})

describe('placeLabelRegardless', () => {
  it('keeps the chip of a hovered speck on the stage', () => {
    const box = placeLabelRegardless(request('speck', { x: 990, y: 3, width: 4, height: 4 }), STAGE)
    expect(box.x + box.width).toBeLessThanOrEqual(STAGE.width)
    expect(box.y).toBeGreaterThanOrEqual(0)
  })
})
