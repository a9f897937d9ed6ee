import { describe, expect, it } from 'vitest'
import { mayMoveScene, movedSceneCss, type PaintedView } from './movedScene.ts'

const projection = {
  view: { scale: 0.5, x: 10, y: 20 },
  stageSize: { width: 1000, height: 800 },
  marginPx: 96,
  pixelRatio: 1,
}
const heavy: PaintedView = { projection, corners: 50_000, paintMs: 12, paintedAt: 0 }
const LATER = 1000

function movedBy(x: number, scale = 0.5) {
  return { ...projection, view: { scale, x: 10 + x, y: 20 } }
}

describe('moving a painted scene', () => {
  it('paints a light scene on every frame', () => {
    const light = { ...heavy, corners: 500, paintMs: 1 }
    expect(mayMoveScene(light, movedBy(5), LATER)).toBe(false)
  })

  it('moves a heavy one as long as it covers the stage', () => {
    expect(mayMoveScene(heavy, movedBy(90), LATER)).toBe(true)
    expect(mayMoveScene(heavy, movedBy(100), LATER)).toBe(false)
    expect(mayMoveScene(heavy, movedBy(-100), LATER)).toBe(false)
  })

  it('bears a bared edge for a moment rather than paint on every frame', () => {
    expect(mayMoveScene(heavy, movedBy(100), 60)).toBe(true)
  })

  it('paints anew when the bitmap would be stretched too far', () => {
    expect(mayMoveScene(heavy, movedBy(0, 0.7), 10)).toBe(true)
    expect(mayMoveScene(heavy, movedBy(0, 0.9), 10)).toBe(false)
  })

  it('lays painted pixels where the new view wants them', () => {
    // The image point (100, 100) was painted at (60, 70) and belongs at (230, 240).
    const css = movedSceneCss({ scale: 0.5, x: 10, y: 20 }, { scale: 2, x: 30, y: 40 })
    expect(css).toBe('matrix(4, 0, 0, 4, -10, -40)')
    expect(4 * 60 - 10).toBe(100 * 2 + 30)
    expect(4 * 70 - 40).toBe(100 * 2 + 40)
  })
})
