import { describe, expect, it } from 'vitest'
import { scrollToCell, visibleRange, type StripView } from './visibleRange.ts'

const strip: StripView = {
  scrollLeft: 0,
  viewportWidth: 1000,
  cellWidth: 100,
  count: 2000,
  overscan: 2,
}

describe('the cells in sight', () => {
  it('are those of the window and a few on either side', () => {
    expect(visibleRange(strip)).toEqual({ first: 0, end: 12 })
    expect(visibleRange({ ...strip, scrollLeft: 5050 })).toEqual({ first: 48, end: 63 })
    expect(visibleRange({ ...strip, scrollLeft: 199_000 })).toEqual({ first: 1988, end: 2000 })
  })

  it('are none when there are no pictures, and stay in bounds after pictures were removed', () => {
    expect(visibleRange({ ...strip, count: 0 })).toEqual({ first: 0, end: 0 })
    expect(visibleRange({ ...strip, scrollLeft: 9000, count: 3 })).toEqual({ first: 3, end: 3 })
  })
})

describe('scrolling to a cell', () => {
  it('does nothing when the cell is in sight', () => {
    expect(scrollToCell(3, strip)).toBe(0)
    expect(scrollToCell(55, { ...strip, scrollLeft: 5000 })).toBe(5000)
  })

  it('goes as little as needed to show it with half a neighbour', () => {
    expect(scrollToCell(10, strip)).toBe(150)
    expect(scrollToCell(40, { ...strip, scrollLeft: 5000 })).toBe(3950)
  })

  it('stops at the ends', () => {
    expect(scrollToCell(0, { ...strip, scrollLeft: 300 })).toBe(0)
    expect(scrollToCell(1999, strip)).toBe(199_000)
  })
})
