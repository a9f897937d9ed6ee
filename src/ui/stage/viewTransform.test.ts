import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fitView,
  keepCentre,
  limitView,
  nextScaleStep,
  panBy,
  pinchView,
  revealPoint,
  scaleLimits,
  toImagePoint,
  toStagePoint,
  visibleImageBox,
  zoomAbout,
  type ViewFrame,
} from './viewTransform.ts'

const NO_INSETS = { top: 0, right: 0, bottom: 0, left: 0 }

const frame: ViewFrame = {
  imageSize: { width: 4000, height: 3000 },
  stageSize: { width: 1000, height: 800 },
  insets: { top: 20, right: 20, bottom: 80, left: 20 },
}

const anyFrame = fc.record({
  imageSize: fc.record({
    width: fc.integer({ min: 1, max: 9000 }),
    height: fc.integer({ min: 1, max: 9000 }),
  }),
  stageSize: fc.record({
    width: fc.integer({ min: 200, max: 3000 }),
    height: fc.integer({ min: 200, max: 2000 }),
  }),
  insets: fc.constant(NO_INSETS),
})

describe('fitView', () => {
  it('shows the whole picture, centred between the insets', () => {
    const view = fitView(frame)
    const topLeft = toStagePoint(view, { x: 0, y: 0 })
    const bottomRight = toStagePoint(view, { x: 4000, y: 3000 })
    expect(view.scale).toBeCloseTo(700 / 3000)
    expect(topLeft.y).toBeCloseTo(20)
    expect(bottomRight.y).toBeCloseTo(720)
    expect(topLeft.x).toBeCloseTo(1000 - bottomRight.x)
  })

  it('does not blow a thumbnail up beyond three times its size', () => {
    expect(fitView({ ...frame, imageSize: { width: 32, height: 32 } }).scale).toBe(3)
  })
})

describe('zoomAbout', () => {
  it('keeps the image point under the pointer', () => {
    const about = { x: 620, y: 333 }
    const before = fitView(frame)
    const after = zoomAbout(before, frame, about, 3)
    expect(after.scale).toBeCloseTo(before.scale * 3)
    const kept = toImagePoint(after, about)
    const meant = toImagePoint(before, about)
    expect(kept.x).toBeCloseTo(meant.x)
    expect(kept.y).toBeCloseTo(meant.y)
  })

  it('does not creep when it has reached its limit', () => {
    const closest = zoomAbout(fitView(frame), frame, { x: 500, y: 400 }, 1e9)
    expect(closest.scale).toBe(scaleLimits(frame).max)
    expect(zoomAbout(closest, frame, { x: 10, y: 10 }, 2)).toEqual(closest)
  })

  it('undoes itself when nothing was in the way', () => {
    const about = { x: 500, y: 400 }
    const before = fitView(frame)
    const back = zoomAbout(zoomAbout(before, frame, about, 2), frame, about, 0.5)
    expect(back.x).toBeCloseTo(before.x)
    expect(back.scale).toBeCloseTo(before.scale)
  })
})

describe('limitView', () => {
  it('never loses the picture, however far it is thrown', () => {
    fc.assert(
      fc.property(
        anyFrame,
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
        (anyOf, shift, factor) => {
          const { width, height } = anyOf.stageSize
          const view = panBy(
            zoomAbout(fitView(anyOf), anyOf, { x: width / 2, y: height / 2 }, factor),
            anyOf,
            shift,
            -shift,
          )
          const shown = Math.min(view.x + anyOf.imageSize.width * view.scale, width)
          const covered = shown - Math.max(view.x, 0)
          const owed = Math.min(anyOf.imageSize.width * view.scale, width) / 2
          expect(covered).toBeGreaterThanOrEqual(owed - 1e-6 * (1 + owed))
        },
      ),
    )
  })

  it('leaves a fitted picture where it is', () => {
    fc.assert(
      fc.property(anyFrame, (anyOf) => {
        const view = fitView(anyOf)
        const limited = limitView(view, anyOf)
        expect(limited.x).toBeCloseTo(view.x, 6)
        expect(limited.scale).toBeCloseTo(view.scale, 9)
      }),
    )
  })
})

describe('pinchView', () => {
  it('keeps what was under each finger under it', () => {
    const view = fitView(frame)
    const before = [
      { x: 400, y: 300 },
      { x: 500, y: 300 },
    ] as const
    const after = [
      { x: 380, y: 340 },
      { x: 580, y: 340 },
    ] as const
    const pinched = pinchView(view, frame, before, after)
    for (const finger of [0, 1] as const) {
      const meant = toImagePoint(view, before[finger])
      const kept = toImagePoint(pinched, after[finger])
      expect(kept.x).toBeCloseTo(meant.x)
      expect(kept.y).toBeCloseTo(meant.y)
    }
  })
})

describe('moving about', () => {
  it('steps the zoom along half octaves and lands on 100 %', () => {
    expect(nextScaleStep(0.72, 1)).toBe(1)
    expect(nextScaleStep(1, 1)).toBeCloseTo(Math.SQRT2)
    expect(nextScaleStep(1, -1)).toBeCloseTo(Math.SQRT1_2)
    expect(nextScaleStep(1.2, -1)).toBe(1)
  })

  it('keeps the middle in the middle when the stage is resized', () => {
    const view = zoomAbout(fitView(frame), frame, { x: 500, y: 400 }, 6)
    const resized = { ...frame, stageSize: { width: 700, height: 900 } }
    const kept = keepCentre(view, frame.stageSize, resized)
    expect(toImagePoint(kept, { x: 350, y: 450 })).toEqual(toImagePoint(view, { x: 500, y: 400 }))
  })

  it('brings a point that left the stage back in, and moves nothing for one inside', () => {
    const view = zoomAbout(fitView(frame), frame, { x: 500, y: 400 }, 6)
    const { x } = toStagePoint(revealPoint(view, frame, { x: 3000, y: 1500 }, 40), {
      x: 3000,
      y: 1500,
    })
    expect(x).toBeCloseTo(1000 - 20 - 40)
    expect(revealPoint(view, frame, toImagePoint(view, { x: 500, y: 400 }), 40)).toEqual(view)
  })

  it('knows which part of the image frame the stage shows', () => {
    const box = visibleImageBox({ scale: 2, x: -100, y: 40 }, { width: 200, height: 100 }, 10)
    expect(box).toEqual({ x: 45, y: -25, width: 110, height: 60 })
  })
})
