import { describe, expect, it } from 'vitest'
import { selectMask, unshuffleLogits } from './maskLogits.ts'

describe('selectMask', () => {
  it('takes the best of the last three for one click, which may mean several things', () => {
    expect(selectMask([0.99, 0.3, 0.7, 0.5], 2)).toBe(2)
  })

  it('takes the first for a prompt of three points or more', () => {
    expect(selectMask([0.1, 0.3, 0.7, 0.5], 3)).toBe(0)
  })

  it('takes the earlier of two equals, as argmax does', () => {
    expect(selectMask([0, 0.5, 0.5, 0.5], 2)).toBe(1)
  })
})

describe('unshuffleLogits', () => {
  it('puts each pixel where two doublings in turn would have put it', () => {
    // Each value says where it belongs: row * 256 + column.
    const shuffled = new Float32Array(64 * 64 * 16 * 4)
    let at = 0
    for (let row = 0; row < 64; row++)
      for (let column = 0; column < 64; column++)
        for (const dy of [0, 1])
          for (const dx of [0, 1])
            for (const fineDy of [0, 1])
              for (const fineDx of [0, 1]) {
                const y = row * 4 + dy * 2 + fineDy
                const x = column * 4 + dx * 2 + fineDx
                shuffled.set([-1, -1, y * 256 + x, -1], at)
                at += 4
              }
    expect(unshuffleLogits(shuffled, 2)).toEqual(Float32Array.from({ length: 65536 }, (_, i) => i))
  })
})
