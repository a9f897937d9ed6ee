import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LOWEST_KEY, roundDown, scoreKey, thresholdKey } from './scoreKey.ts'

const anyFloat = fc.float({ noNaN: true })

it('orders keys as scores are ordered', () => {
  fc.assert(
    fc.property(anyFloat, anyFloat, (a, b) => {
      expect(Math.sign(scoreKey(a) - scoreKey(b))).toBe(a === b ? 0 : a < b ? -1 : 1)
    }),
  )
  expect(scoreKey(-0)).toBe(scoreKey(0))
  expect(scoreKey(NaN)).toBe(LOWEST_KEY)
})

it('rounds thresholds so that the same float32s exceed them', () => {
  const isAlike = (threshold: number, value: number): boolean =>
    value > threshold === value > roundDown(threshold)
  fc.assert(
    fc.property(fc.double({ noNaN: true }), anyFloat, (threshold, value) => {
      expect(isAlike(threshold, value)).toBe(true)
      expect(isAlike(threshold, Math.fround(threshold))).toBe(true)
      expect(roundDown(threshold)).toBe(Math.fround(roundDown(threshold)))
    }),
  )
  expect(roundDown(-1e-60)).toBeLessThan(0)
})

it('lets every score take part where there is no threshold, and none that is no number', () => {
  expect(scoreKey(-Infinity)).toBeGreaterThan(thresholdKey(-Infinity))
  expect(scoreKey(NaN)).not.toBeGreaterThan(thresholdKey(-Infinity))
})
