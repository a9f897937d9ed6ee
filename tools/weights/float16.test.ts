import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromFloat16Bits, toFloat16Bits } from './float16.ts'

describe('float16', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [65504, 0x7bff],
    [65520, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [-Infinity, 0xfc00],
  ])('writes %d as the bits the standard gives', (value, bits) => {
    expect(toFloat16Bits(value)).toBe(bits)
  })

  it('rounds ties to even', () => {
    expect(toFloat16Bits(1 + 1 / 2048)).toBe(0x3c00)
    expect(toFloat16Bits(1 + 3 / 2048)).toBe(0x3c02)
    expect(toFloat16Bits(3 * 2 ** -25)).toBe(0x0002)
  })

  it('keeps every half-precision number as it is', () => {
    const numbers = Array.from({ length: 0x10000 }, (_, bits) => bits).filter(
      (bits) => !Number.isNaN(fromFloat16Bits(bits)),
    )
    expect(numbers.map((bits) => toFloat16Bits(fromFloat16Bits(bits)))).toEqual(numbers)
    expect(fromFloat16Bits(toFloat16Bits(NaN))).toBeNaN()
  })

  it('is never further off than half a step', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const step = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10))
        expect(Math.abs(fromFloat16Bits(toFloat16Bits(value)) - value)).toBeLessThanOrEqual(
          step / 2,
        )
      }),
    )
  })
})
