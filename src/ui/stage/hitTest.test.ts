import { describe, expect, it } from 'vitest'
import type { Box } from '../../domain/box.ts'
import type { Instance } from '../../domain/instance.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import { hitTest } from './hitTest.ts'
import { instanceBeside } from './stepSelection.ts'

const SIZE = { width: 100, height: 80 }

/** A rectangular object, with an optional rectangular hole. */
function object(id: string, box: Box, hole?: Box): Instance {
  const inside = (part: Box | undefined, x: number, y: number): boolean =>
    part !== undefined &&
    x >= part.x &&
    x < part.x + part.width &&
    y >= part.y &&
    y < part.y + part.height
  const bitmap = Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, at) => {
    const x = at % SIZE.width
    const y = Math.floor(at / SIZE.width)
    return inside(box, x, y) && !inside(hole, x, y) ? 1 : 0
  })
  return {
    id,
    label: 'thing',
    score: 0.9,
    origin: 'detected',
    detectionBox: box,
    prompt: { points: [], box: null },
    mask: encodeMask(bitmap, SIZE),
    box,
    area: bitmap.reduce((sum, value) => sum + value, 0),
    outline: [],
    predictedIou: 0.9,
    logitsId: null,
  }
}

const table = object(
  'table',
  { x: 10, y: 10, width: 80, height: 60 },
  { x: 60, y: 20, width: 20, height: 20 },
)
const cup = object('cup', { x: 20, y: 20, width: 20, height: 20 })
const fly = object('fly', { x: 25, y: 25, width: 2, height: 2 })

describe('hitTest', () => {
  it('finds the smallest of the objects under the pointer, whatever their order', () => {
    for (const order of [
      [table, cup, fly],
      [fly, cup, table],
    ]) {
      expect(hitTest(order, { x: 26, y: 26 }, 1)?.id).toBe('fly')
      expect(hitTest(order, { x: 35, y: 35 }, 1)?.id).toBe('cup')
      expect(hitTest(order, { x: 50, y: 60 }, 1)?.id).toBe('table')
    }
  })

  it('goes by the mask, not by the box', () => {
    expect(hitTest([table], { x: 70, y: 30 }, 1)).toBeNull()
    expect(hitTest([table], { x: 59.9, y: 30 }, 1)?.id).toBe('table')
  })

  it('helps with specks, but never against a mask that is hit', () => {
    expect(hitTest([fly], { x: 29, y: 26 }, 1)?.id).toBe('fly')
    expect(hitTest([fly], { x: 29, y: 26 }, 20)).toBeNull()
    expect(hitTest([fly, cup], { x: 29, y: 26 }, 1)?.id).toBe('cup')
  })
})

describe('walking through the objects', () => {
  const row = [
    object('right', { x: 70, y: 10, width: 10, height: 10 }),
    object('low', { x: 10, y: 60, width: 10, height: 10 }),
    object('left', { x: 5, y: 12, width: 10, height: 10 }),
  ]

  it('goes left to right, then down, and around the end', () => {
    expect(instanceBeside(row, null, 1)?.id).toBe('left')
    expect(instanceBeside(row, 'left', 1)?.id).toBe('right')
    expect(instanceBeside(row, 'right', 1)?.id).toBe('low')
    expect(instanceBeside(row, 'low', 1)?.id).toBe('left')
  })

  it('goes back the same way', () => {
    expect(instanceBeside(row, null, -1)?.id).toBe('low')
    expect(instanceBeside(row, 'left', -1)?.id).toBe('low')
    expect(instanceBeside([], null, 1)).toBeNull()
  })
})
