import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskArea } from './area.ts'
import { maskBox } from './box.ts'
import { decodeMask } from './decode.ts'
import { encodeMask } from './encode.ts'
import { maskIntersection } from './iou.ts'
import { mergeMasks } from './merge.ts'
import { splitParts } from './splitParts.ts'
import { strokeMask } from './stroke.ts'
import { subtractMask } from './subtract.ts'

const size = { width: 24, height: 16 }
const masks = fc.uint8Array({ minLength: 384, maxLength: 384, max: 3 }).map((noise) =>
  encodeMask(
    noise.map((value) => (value === 0 ? 1 : 0)),
    size,
  ),
)

describe('a brush', () => {
  it('leaves a disc at a point and a band along a line, cut at the border', () => {
    const disc = strokeMask([{ x: 10, y: 8 }], 4, size)
    expect(maskBox(disc)).toEqual({ x: 6, y: 4, width: 8, height: 8 })
    const band = strokeMask(
      [
        { x: -3, y: 8 },
        { x: 30, y: 8 },
      ],
      2,
      size,
    )
    expect(maskArea(band)).toBe(4 * 24)
  })

  it('marks the pixel under it even when it is smaller than one', () => {
    expect(maskArea(strokeMask([{ x: 3.9, y: 5.1 }], 0.1, size))).toBe(1)
    expect(maskArea(strokeMask([{ x: -1, y: 5 }], 0.1, size))).toBe(0)
  })
})

it('takes away exactly the pixels of the other mask', () => {
  fc.assert(
    fc.property(masks, masks, (from, taken) => {
      const left = decodeMask(subtractMask(from, taken))
      const [a, b] = [decodeMask(from), decodeMask(taken)]
      expect([...left]).toEqual([...a].map((value, at) => (b[at] === 1 ? 0 : value)))
    }),
  )
})

describe('splitting', () => {
  it('finds the pieces, largest first, joined at edges and corners', () => {
    // 1 1 0 0 1
    // 0 0 1 0 1
    // 1 0 0 0 1
    const bitmap = Uint8Array.of(1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1)
    const parts = splitParts(encodeMask(bitmap, { width: 5, height: 3 }))
    expect(parts.map(maskArea)).toEqual([3, 3, 1])
  })

  it('loses no pixel and shares none, and every piece is whole', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const parts = splitParts(mask)
        if (maskArea(mask) === 0) {
          expect(parts).toEqual([])
          return
        }
        expect(mergeMasks(parts, 'union')).toEqual(mask)
        parts.forEach((part, index) => {
          expect(splitParts(part)).toHaveLength(1)
          for (const other of parts.slice(index + 1)) expect(maskIntersection(part, other)).toBe(0)
        })
      }),
    )
  })
})
