import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImageSize } from '../image.ts'
import type { Outline } from '../instance.ts'
import { decodeMask } from './decode.ts'
import { encodeMask } from './encode.ts'
import { maskIou } from './iou.ts'
import { traceOutline } from './outline.ts'
import { polygonToMask } from './polygon.ts'
import { simplifyOutline } from './simplifyOutline.ts'

function maskOf(...rows: readonly string[]) {
  const size = { width: rows[0]?.length ?? 0, height: rows.length }
  return encodeMask(
    Uint8Array.from(rows.join(''), (mark) => (mark === '#' ? 1 : 0)),
    size,
  )
}

/** Even-odd fill: a pixel is inside when an odd number of vertical edges lies to the left of its middle. */
function fillEvenOdd(outline: Outline, { width, height }: ImageSize): Uint8Array {
  const flips = new Uint8Array((width + 1) * height)
  for (const ring of outline) {
    for (let at = 0; at < ring.length; at += 2) {
      const next = (at + 2) % ring.length
      const x = ring[at] ?? 0
      if (x !== ring[next]) continue
      const [y0, y1] = [ring[at + 1] ?? 0, ring[next + 1] ?? 0]
      for (let y = Math.min(y0, y1); y < Math.max(y0, y1); y++) {
        flips[y * (width + 1) + x] = 1 ^ (flips[y * (width + 1) + x] ?? 0)
      }
    }
  }
  const bitmap = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0, inside = 0; x < width; x++) {
      inside ^= flips[y * (width + 1) + x] ?? 0
      bitmap[y * width + x] = inside
    }
  }
  return bitmap
}

/** Shoelace area: positive when the ring runs clockwise on screen. */
function signedArea(ring: Int32Array): number {
  let doubled = 0
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length
    doubled += (ring[at] ?? 0) * (ring[next + 1] ?? 0) - (ring[next] ?? 0) * (ring[at + 1] ?? 0)
  }
  return doubled / 2
}

function discMask(size: number, radius: number) {
  const middle = size / 2
  const bitmap = new Uint8Array(size * size).map((_, at) =>
    Math.hypot((at % size) + 0.5 - middle, Math.floor(at / size) + 0.5 - middle) < radius ? 1 : 0,
  )
  return encodeMask(bitmap, { width: size, height: size })
}

const bitmaps = fc
  .record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }) })
  .chain((size) =>
    fc
      .array(fc.constantFrom(0, 1), {
        minLength: size.width * size.height,
        maxLength: size.width * size.height,
      })
      .map((pixels) => ({ size, pixels: Uint8Array.from(pixels) })),
  )

describe('traceOutline', () => {
  it('walks around a pixel block clockwise from its top left corner', () => {
    const rings = traceOutline(maskOf('....', '.##.', '.##.'))
    expect(rings.map((ring) => [...ring])).toEqual([[1, 1, 3, 1, 3, 3, 1, 3]])
  })

  it('gives a hole a ring of its own that runs the other way', () => {
    const rings = traceOutline(maskOf('####', '#..#', '####'))
    expect(rings.map(signedArea)).toEqual([12, -2])
  })

  it('keeps pixels apart that meet only at a corner', () => {
    expect(traceOutline(maskOf('#.', '.#')).map(signedArea)).toEqual([1, 1])
    expect(traceOutline(maskOf('.#', '#.')).map(signedArea)).toEqual([1, 1])
  })

  it('finds nothing in an empty mask and one ring in a full one', () => {
    expect(traceOutline(maskOf('...', '...'))).toEqual([])
    expect(traceOutline(maskOf('##', '##')).map((ring) => [...ring])).toEqual([
      [0, 0, 2, 0, 2, 2, 0, 2],
    ])
  })

  it('reproduces any mask when filled by the even-odd rule, with turning points only', () => {
    fc.assert(
      fc.property(bitmaps, ({ size, pixels }) => {
        const mask = encodeMask(pixels, size)
        const outline = traceOutline(mask)
        expect(fillEvenOdd(outline, size)).toEqual(decodeMask(mask))
        for (const ring of outline) {
          for (let at = 0; at < ring.length; at += 2) {
            const [next, after] = [(at + 2) % ring.length, (at + 4) % ring.length]
            const isVertical = ring[at] === ring[next]
            expect(ring[at + 1] === ring[next + 1]).toBe(!isVertical)
            expect(ring[next] === ring[after]).toBe(!isVertical)
          }
        }
        const total = outline.reduce((sum, ring) => sum + signedArea(ring), 0)
        expect(total).toBe(pixels.reduce((sum, value) => sum + value, 0))
      }),
      { numRuns: 300 },
    )
  })
})

describe('simplifyOutline', () => {
  const disc = discMask(200, 90)

  it('leaves a disc a disc with a fraction of its corners', () => {
    const outline = traceOutline(disc)
    const simple = simplifyOutline(outline, 1)
    expect(simple[0]?.length).toBeLessThan((outline[0]?.length ?? 0) / 5)
    expect(maskIou(polygonToMask(simple[0] ?? [], disc.size), disc)).toBeGreaterThan(0.98)
  })

  it('moves no dropped corner farther from the line than the tolerance', () => {
    const outline = traceOutline(discMask(80, 33))
    const kept = simplifyOutline(outline, 2)[0] ?? new Int32Array()
    const source = outline[0] ?? new Int32Array()
    for (let at = 0; at < source.length; at += 2) {
      expect(distanceToRing(source[at] ?? 0, source[at + 1] ?? 0, kept)).toBeLessThanOrEqual(2)
    }
  })

  it('changes nothing at tolerance 0 and never loses the whole object', () => {
    const outline = traceOutline(maskOf('##', '##'))
    expect(simplifyOutline(outline, 0)).toBe(outline)
    expect(simplifyOutline(outline, 50)).toEqual(outline)
  })
})

function distanceToRing(x: number, y: number, ring: Int32Array): number {
  let nearest = Infinity
  for (let at = 0; at < ring.length; at += 2) {
    const next = (at + 2) % ring.length
    const [x0, y0] = [ring[at] ?? 0, ring[at + 1] ?? 0]
    const [dx, dy] = [(ring[next] ?? 0) - x0, (ring[next + 1] ?? 0) - y0]
    const share = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)))
    nearest = Math.min(nearest, Math.hypot(x - x0 - share * dx, y - y0 - share * dy))
  }
  return nearest
}
