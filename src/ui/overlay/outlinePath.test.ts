import { describe, expect, it } from 'vitest'
import { outlineTolerance } from './outlinePath.ts'

describe('outlineTolerance', () => {
  it('stays under half a device pixel when a large picture is seen from afar', () => {
    for (const scale of [0.05, 0.1, 0.2, 0.26]) {
      expect(outlineTolerance(scale, 1) * scale).toBeLessThanOrEqual(0.5)
      expect(outlineTolerance(scale, 2) * scale * 2).toBeLessThanOrEqual(0.5)
    }
  })

  it('is one level for half an octave, so that zooming does not rebuild paths', () => {
    expect(outlineTolerance(0.13, 1)).toBe(outlineTolerance(0.17, 1))
    expect(outlineTolerance(0.13, 1)).not.toBe(outlineTolerance(0.19, 1))
  })

  it('smooths the staircase at 100 % and follows every pixel corner once pixels are shown', () => {
    expect(outlineTolerance(1, 1)).toBeCloseTo(0.75)
    expect(outlineTolerance(3, 1)).toBe(0)
    expect(outlineTolerance(20, 2)).toBe(0)
  })
})
