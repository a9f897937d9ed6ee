import { describe, expect, it } from 'vitest'
import { anchorFit, proposeAnchors } from './proposeAnchors.ts'

/** Boxes around three sizes and two shapes. */
const BOXES = [10, 40, 120].flatMap((side) =>
  [0.5, 2].flatMap((ratio) =>
    [0.95, 1, 1.05].map((factor) => ({
      width: (side * factor) / Math.sqrt(ratio),
      height: side * factor * Math.sqrt(ratio),
    })),
  ),
)

describe('proposeAnchors', () => {
  it('finds the sizes and shapes of the boxes', () => {
    const { sizes, aspectRatios } = proposeAnchors(BOXES, { levels: 3, ratios: 2 })
    expect(sizes).toEqual([[10], [40], [120]])
    expect(aspectRatios).toEqual([0.5, 2])
  })

  it('suits the boxes better than fixed anchors, and says by how much', () => {
    const usual = { sizes: [[32], [64], [128]], aspectRatios: [0.5, 1, 2] }
    const own = proposeAnchors(BOXES, { levels: 3 })
    expect(anchorFit(BOXES, usual)).toBeLessThan(0.7)
    expect(anchorFit(BOXES, own)).toBeGreaterThan(0.85)
  })

  it('gives each level as many sizes as asked for', () => {
    const { sizes } = proposeAnchors(BOXES, { levels: 3, sizes: 2, ratios: 1 })
    expect(sizes.map((level) => level.length)).toEqual([2, 2, 2])
    expect(sizes.flat()).toEqual([...sizes.flat()].sort((a, b) => a - b))
  })

  it('takes one box for every level, and never an anchor smaller than a cell', () => {
    expect(proposeAnchors([{ width: 2, height: 2 }], { levels: 2 })).toEqual({
      sizes: [[4], [4]],
      aspectRatios: [1],
    })
  })
})
