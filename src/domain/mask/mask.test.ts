import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LimnError } from '../failure.ts'
import type { ImageSize } from '../image.ts'
import { maskArea } from './area.ts'
import { maskBox } from './box.ts'
import { maskContains } from './contains.ts'
import { decodeCounts, encodeCounts } from './counts.ts'
import { decodeMask } from './decode.ts'
import { encodeMask } from './encode.ts'
import { maskIou } from './iou.ts'
import { mergeMasks } from './merge.ts'
import { maskFromRuns } from './runs.ts'

interface Bitmap {
  readonly size: ImageSize
  readonly pixels: Uint8Array
}

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 90 }),
  height: fc.integer({ min: 1, max: 20 }),
})

const bitmapOf = (size: ImageSize): fc.Arbitrary<Uint8Array> =>
  fc
    .uint8Array({ minLength: size.width * size.height, maxLength: size.width * size.height })
    .chain((noise) =>
      fc.integer({ min: 0, max: 256 }).map((level) => noise.map((v) => (v < level ? 1 : 0))),
    )

const bitmaps: fc.Arbitrary<Bitmap> = sizes.chain((size) =>
  bitmapOf(size).map((pixels) => ({ size, pixels })),
)

const bitmapPairs = sizes.chain((size) =>
  fc.tuple(bitmapOf(size), bitmapOf(size)).map(([a, b]) => ({ size, a, b })),
)

const popcount = (pixels: Uint8Array) => pixels.reduce((sum, value) => sum + value, 0)

describe('masks', () => {
  it('count runs down the columns, zeros first', () => {
    // 1 1 0
    // 0 1 0
    const size = { width: 3, height: 2 }
    const mask = encodeMask(new Uint8Array([1, 1, 0, 0, 1, 0]), size)
    expect([...mask.counts]).toEqual([0, 1, 1, 2, 2])
    expect(maskBox(mask)).toEqual({ x: 0, y: 0, width: 2, height: 2 })
    expect(encodeCounts(mask)).toBe('01111')
  })

  it('come back whole from a bitmap and from a counts string', () => {
    fc.assert(
      fc.property(bitmaps, ({ size, pixels }) => {
        const mask = encodeMask(pixels, size)
        expect(decodeMask(mask)).toEqual(pixels)
        expect(decodeCounts(encodeCounts(mask), size)).toEqual(mask)
        expect(maskArea(mask)).toBe(popcount(pixels))
      }),
    )
  })

  it('have a box that touches a pixel on each side and leaves none out', () => {
    fc.assert(
      fc.property(bitmaps, ({ size, pixels }) => {
        const xs: number[] = []
        const ys: number[] = []
        pixels.forEach((value, index) => {
          if (value === 0) return
          xs.push(index % size.width)
          ys.push(Math.floor(index / size.width))
        })
        const box = maskBox(encodeMask(pixels, size))
        if (xs.length === 0) expect(box).toEqual({ x: 0, y: 0, width: 0, height: 0 })
        else {
          const x = Math.min(...xs)
          const y = Math.min(...ys)
          const [width, height] = [Math.max(...xs) - x + 1, Math.max(...ys) - y + 1]
          expect(box).toEqual({ x, y, width, height })
        }
      }),
    )
  })

  it('merge as their bitmaps do, bit by bit', () => {
    fc.assert(
      fc.property(bitmapPairs, ({ size, a, b }) => {
        const masks = [encodeMask(a, size), encodeMask(b, size)]
        expect(mergeMasks(masks, 'union')).toEqual(
          encodeMask(
            a.map((v, i) => v | (b[i] ?? 0)),
            size,
          ),
        )
        expect(mergeMasks(masks, 'intersection')).toEqual(
          encodeMask(
            a.map((v, i) => v & (b[i] ?? 0)),
            size,
          ),
        )
      }),
    )
  })

  it('overlap by a share between 0 and 1, whichever comes first', () => {
    fc.assert(
      fc.property(bitmapPairs, ({ size, a, b }) => {
        const [maskA, maskB] = [encodeMask(a, size), encodeMask(b, size)]
        const shared = popcount(a.map((v, i) => v & (b[i] ?? 0)))
        const all = popcount(a.map((v, i) => v | (b[i] ?? 0)))
        expect(maskIou(maskA, maskB)).toBe(shared === 0 ? 0 : shared / all)
        expect(maskIou(maskB, maskA)).toBe(maskIou(maskA, maskB))
        expect(maskIou(maskA, maskA)).toBe(maskArea(maskA) === 0 ? 0 : 1)
      }),
    )
  })

  it('know which pixel a point falls on', () => {
    fc.assert(
      fc.property(bitmaps, ({ size, pixels }) => {
        const mask = encodeMask(pixels, size)
        for (let y = -1; y <= size.height; y++) {
          for (let x = -1; x <= size.width; x++) {
            const isInside = x >= 0 && y >= 0 && x < size.width && y < size.height
            const expected = isInside && pixels[y * size.width + x] === 1
            expect(maskContains(mask, x + 0.5, y + 0.99)).toBe(expected)
          }
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('bad masks', () => {
  const size = { width: 7, height: 5 }

  it('are refused when the runs do not fill the picture', () => {
    expect(() => maskFromRuns([0, 34], size)).toThrow('cover 34 pixels')
    expect(() => maskFromRuns([40, -5], size)).toThrow('Run 1 of a mask is -5')
    expect(() => maskFromRuns([0.5, 34.5], size)).toThrow(LimnError)
  })

  it('are refused when the string is damaged', () => {
    const intact = encodeCounts(maskFromRuns([3, 30, 2], size))
    expect(() => decodeCounts(intact.slice(0, -1), size)).toThrow(LimnError)
    expect(() => decodeCounts(`${intact}S`, size)).toThrow('ends in the middle of a run')
    expect(() => decodeCounts(`${intact} `, size)).toThrow('damaged at character')
    expect(() => decodeCounts('ooooooooooooo0', size)).toThrow('damaged')
    expect(() => decodeCounts('', size)).toThrow('cover 0 pixels')
  })

  it('of different pictures are not compared', () => {
    const a = maskFromRuns([35], size)
    const b = maskFromRuns([35], { width: 5, height: 7 })
    expect(() => maskIou(a, b)).toThrow('cannot be compared')
    expect(() => mergeMasks([a, b], 'union')).toThrow('cannot be compared')
  })
})
