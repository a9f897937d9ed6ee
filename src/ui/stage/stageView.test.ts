import { describe, expect, it } from 'vitest'
import { createStageView } from './stageView.ts'
import { toImagePoint } from './viewTransform.ts'

const PHOTO = { width: 4000, height: 3000 }

function openedView() {
  const view = createStageView()
  view.resizeStage({ width: 1000, height: 800 })
  view.showPicture('a', PHOTO)
  return view
}

describe('stageView', () => {
  it('fits a picture when it is first shown, whichever size is known first', () => {
    const view = createStageView()
    view.showPicture('a', PHOTO)
    expect(view.store.getState().transform).toBeNull()
    view.resizeStage({ width: 1000, height: 800 })
    expect(view.store.getState().transform).toEqual(openedView().store.getState().transform)
    expect(view.store.getState().isFitted).toBe(true)
  })

  it('finds each picture as it was left', () => {
    const view = openedView()
    view.zoomAt({ x: 300, y: 200 }, 5)
    const left = view.store.getState().transform
    view.showPicture('b', { width: 640, height: 480 })
    expect(view.store.getState().isFitted).toBe(true)
    view.showPicture('a', PHOTO)
    expect(view.store.getState().transform).toEqual(left)
  })

  it('refits a fitted picture when the stage is resized, and keeps the middle of a zoomed one', () => {
    const view = openedView()
    const fitted = view.store.getState().transform?.scale ?? 0
    view.resizeStage({ width: 600, height: 500 })
    expect(view.store.getState().transform?.scale).toBeLessThan(fitted)
    view.zoomStep(1)
    view.zoomStep(1)
    const before = view.store.getState().transform
    view.resizeStage({ width: 900, height: 700 })
    const after = view.store.getState().transform
    if (before === null || after === null) throw new Error('no view')
    expect(after.scale).toBe(before.scale)
    const kept = toImagePoint(after, { x: 450, y: 350 })
    expect(kept.x).toBeCloseTo(toImagePoint(before, { x: 300, y: 250 }).x)
  })

  it('goes to 100 % and back to the fit', () => {
    const view = openedView()
    const fitted = view.store.getState().transform
    view.actualSize()
    expect(view.store.getState().transform?.scale).toBe(1)
    view.fit()
    expect(view.store.getState().transform).toEqual(fitted)
  })

  it('tells nobody when nothing has to move', () => {
    const view = openedView()
    view.reveal({ x: 2000, y: 1500 }, 40)
    expect(view.store.getState().isFitted).toBe(true)
    view.actualSize()
    view.reveal({ x: 0, y: 0 }, 40)
    const { transform } = view.store.getState()
    expect(transform?.x).toBeGreaterThan(0)
  })
})
