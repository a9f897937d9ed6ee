import { describe, expect, it } from 'vitest'
import { PixelConfusion } from './semanticScores.ts'

describe('PixelConfusion', () => {
  it('gives IoU and Dice of each class over all pictures, worked out by hand', () => {
    const confusion = new PixelConfusion(4)
    confusion.add(Uint8Array.of(0, 0, 1, 1, 255), Uint8Array.of(0, 1, 1, 1, 2))
    confusion.add(Uint8Array.of(2, 2), Uint8Array.of(0, 2))
    const scores = confusion.scores()
    // Background: 1 hit, 2 there, 2 named. Class 1: 2 hits, 2 there, 3 named. Class 2: 1 hit, 2 there, 1 named.
    expect(scores.iou).toEqual([1 / 3, 2 / 3, 1 / 2, null])
    expect(scores.dice).toEqual([1 / 2, 4 / 5, 2 / 3, null])
    expect(scores.meanIou).toBeCloseTo(1 / 2, 12)
    expect(scores.accuracy).toBeCloseTo(4 / 6, 12)
  })
})
