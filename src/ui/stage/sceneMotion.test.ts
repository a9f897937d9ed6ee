import { describe, expect, it } from 'vitest'
import { canStandIn, movedSceneCss, nextBudget } from './sceneMotion.ts'

const projection = {
  view: { scale: 0.5, x: 10, y: 20 },
  stageSize: { width: 1000, height: 800 },
  marginPx: 96,
  pixelRatio: 1,
}

function moved(x: number, scale = 0.5) {
  return { ...projection, view: { scale, x: 10 + x, y: 20 } }
}

describe('moving a painted scene', () => {
  it('stands in as long as it covers the stage', () => {
    expect(canStandIn(projection, moved(96))).toBe(true)
    expect(canStandIn(projection, moved(97))).toBe(false)
    expect(canStandIn(projection, moved(-97))).toBe(false)
  })

  it('gives way when it would be stretched too far', () => {
    expect(canStandIn(projection, moved(0, 0.7))).toBe(true)
    expect(canStandIn(projection, moved(0, 0.9))).toBe(false)
  })

  it('lays painted pixels where the new view wants them', () => {
    // The image point (100, 100) was painted at (60, 70) and belongs at (230, 240).
    const css = movedSceneCss({ scale: 0.5, x: 10, y: 20 }, { scale: 2, x: 30, y: 40 })
    expect(css).toBe('matrix(4, 0, 0, 4, -10, -40)')
    expect(4 * 60 - 10).toBe(100 * 2 + 30)
    expect(4 * 70 - 40).toBe(100 * 2 + 40)
  })
})

describe('nextBudget', () => {
  it('paints less in the next frame when the last one was late', () => {
    expect(nextBudget(8000, 8000, 60)).toBe(4000)
    expect(nextBudget(8000, 4000, 60)).toBe(2000)
  })

  it('does not blame a late frame in which next to nothing was painted', () => {
    expect(nextBudget(8000, 20, 200)).toBe(8000)
  })

  it('paints more after a full frame in time, and learns nothing from a light one', () => {
    expect(nextBudget(8000, 7900, 16.7)).toBe(12_000)
    expect(nextBudget(8000, 500, 16.7)).toBe(8000)
  })
})
