import { describe, expect, it } from 'vitest'
import { encodeMask } from '../../domain/mask/encode.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { suppressOverlappingMasks } from './everything.ts'
import { pointGrid } from './pointGrid.ts'
import { stabilityScore } from './stabilityScore.ts'

const size = { width: 8, height: 1 }

/** A mask over columns [from, to) of a picture of one row. */
function entry(name: string, from: number, to: number, predictedIou: number) {
  const bitmap = Uint8Array.from({ length: 8 }, (_, x) => (x >= from && x < to ? 1 : 0))
  const mask = encodeMask(bitmap, size)
  return { name, mask, box: maskBox(mask), candidate: { predictedIou } }
}

describe('pointGrid', () => {
  it('lays points in the middles of equal cells, row by row', () => {
    expect(pointGrid(2, { width: 100, height: 40 })).toEqual([
      { x: 25, y: 10 },
      { x: 75, y: 10 },
      { x: 25, y: 30 },
      { x: 75, y: 30 },
    ])
  })
})

describe('stabilityScore', () => {
  it('is the share of the wide mask that the narrow one keeps', () => {
    // Above 1: two; above -1: three.
    const logits = Float32Array.of(5, 2, 0.5, -4)
    expect(stabilityScore(logits, 2, { width: 2, height: 2 })).toBeCloseTo(2 / 3)
  })

  it('looks only at the part that the picture covers, and gives 0 for nothing', () => {
    const logits = Float32Array.of(-9, 9, 9, 9)
    expect(stabilityScore(logits, 2, { width: 1, height: 1 })).toBe(0)
    expect(stabilityScore(logits, 2, { width: 2, height: 1 })).toBe(1)
  })
})

describe('suppressOverlappingMasks', () => {
  const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name)

  it('keeps the surer of two masks of one thing, and both of two things', () => {
    const unsure = entry('unsure', 0, 4, 0.9)
    const sure = entry('sure', 0, 4, 0.95)
    const other = entry('other', 5, 8, 0.9)
    expect(names(suppressOverlappingMasks([unsure, sure, other], 0.7))).toEqual(['sure', 'other'])
  })

  it('keeps a part beside its whole: their overlap is small beside their union', () => {
    const whole = entry('whole', 0, 8, 0.9)
    const part = entry('part', 0, 2, 0.95)
    expect(names(suppressOverlappingMasks([whole, part], 0.7))).toEqual(['part', 'whole'])
  })
})
