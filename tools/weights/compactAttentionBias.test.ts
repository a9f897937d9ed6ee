import { describe, expect, it } from 'vitest'
import { compactAttentionBias } from './compactAttentionBias.ts'

// A window of 2 x 2 cells: offsets (0,0) a, (0,1) b, (1,0) c, (1,1) d, written out by hand.
function expand(a: number, b: number, c: number, d: number): number[] {
  return [a, b, c, d, b, a, d, c, c, d, a, b, d, c, b, a]
}

describe('compactAttentionBias', () => {
  it('finds the learned bias of every offset', () => {
    const data = Float32Array.of(...expand(1, 2, 3, 4), ...expand(5, 6, 7, 8))
    expect(compactAttentionBias({ shape: [2, 4, 4], data })).toEqual({
      shape: [2, 4],
      data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    })
  })

  it('refuses values that differ within one offset', () => {
    const data = Float32Array.of(...expand(1, 2, 3, 4))
    data[6] = 9
    expect(() => compactAttentionBias({ shape: [1, 4, 4], data })).toThrow('cells 1 and 2')
  })

  it('refuses a window that is not square', () => {
    const data = new Float32Array(9)
    expect(() => compactAttentionBias({ shape: [1, 3, 3], data })).toThrow('square window')
  })
})
