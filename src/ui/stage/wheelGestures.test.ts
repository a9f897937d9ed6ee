import { describe, expect, it } from 'vitest'
import { isTrackpadScroll, wheelFactor } from './wheelGestures.ts'

function wheel(change: Partial<Parameters<typeof wheelFactor>[0]>) {
  const still = { deltaX: 0, deltaY: 0, deltaMode: 0 }
  return { ...still, ctrlKey: false, metaKey: false, shiftKey: false, ...change }
}

describe('wheel gestures', () => {
  it('takes notches and lines for a mouse', () => {
    expect(isTrackpadScroll(wheel({ deltaY: 100 }))).toBe(false)
    expect(isTrackpadScroll(wheel({ deltaY: -120 }))).toBe(false)
    expect(isTrackpadScroll(wheel({ deltaY: 3, deltaMode: 1 }))).toBe(false)
    expect(isTrackpadScroll(wheel({ deltaY: 4.000244140625 }))).toBe(false)
  })

  it('takes small steps and sideways moves for a trackpad', () => {
    expect(isTrackpadScroll(wheel({ deltaY: 2 }))).toBe(true)
    expect(isTrackpadScroll(wheel({ deltaX: 120, deltaY: 90 }))).toBe(true)
  })

  it('zooms in when the wheel turns away, by the same factor back', () => {
    const away = wheelFactor(wheel({ deltaY: -100 }))
    expect(away).toBeGreaterThan(1.2)
    expect(away * wheelFactor(wheel({ deltaY: 100 }))).toBeCloseTo(1)
  })

  it('follows a pinch on a trackpad faster than a wheel', () => {
    expect(wheelFactor(wheel({ deltaY: -5, ctrlKey: true }))).toBeGreaterThan(
      wheelFactor(wheel({ deltaY: -5 })),
    )
  })
})
