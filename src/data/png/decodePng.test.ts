import fc from 'fast-check'
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { LimnError } from '../../domain/failure.ts'
import { crc32 } from '../../files/crc32.ts'
import { encodePng } from '../export/encodePng.ts'
import { decodePng } from './decodePng.ts'

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let at = 0; at < 4; at++) bytes[4 + at] = type.charCodeAt(at)
  bytes.set(data, 8)
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)))
  return bytes
}

function rawPng(
  header: { width: number; height: number; depth: number; type: number; interlace?: number },
  rows: readonly number[],
  palette: readonly number[] = [],
): Uint8Array {
  const body = new Uint8Array(13)
  const view = new DataView(body.buffer)
  view.setUint32(0, header.width)
  view.setUint32(4, header.height)
  body.set([header.depth, header.type, 0, 0, header.interlace ?? 0], 8)
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', body),
    ...(palette.length === 0 ? [] : [chunk('PLTE', Uint8Array.from(palette))]),
    chunk('IDAT', zlibSync(Uint8Array.from(rows))),
    chunk('IEND', new Uint8Array()),
  ]
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** One byte of an RGBA row as a writer filters it (W3C PNG, section 9.2). */
function filtered(
  pixels: Uint8Array,
  { filter, x, y, width }: { filter: number; x: number; y: number; width: number },
): number {
  const at = (column: number, row: number) =>
    column < 0 || row < 0 ? 0 : (pixels[row * width * 4 + column] ?? 0)
  const [a, b, c] = [at(x - 4, y), at(x, y - 1), y > 0 ? at(x - 4, y - 1) : 0]
  const p = a + b - c
  const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)]
  const nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c
  const guess = [0, a, b, (a + b) >> 1, nearest][filter] ?? 0
  return (at(x, y) - guess) & 255
}

describe('decodePng', () => {
  it('gives back grey values of 8 and 16 bits exactly', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        fc.integer(),
        (width, height, is16, seed) => {
          const values = new (is16 ? Uint16Array : Uint8Array)(width * height)
          values.forEach((_, at) => (values[at] = Math.imul(at + 7, seed) >>> 3))
          const png = decodePng(encodePng({ width, height, values }), 'a.png')
          expect(png).toMatchObject({ width, height, colour: 'grey', bitDepth: is16 ? 16 : 8 })
          expect(png.samples).toEqual(values)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('undoes every row filter', () => {
    const width = 13
    const height = 9
    const pixels = Uint8Array.from({ length: width * height * 4 }, (_, at) => (at * at * 31) & 255)
    for (const filter of [0, 1, 2, 3, 4]) {
      const rows: number[] = []
      for (let y = 0; y < height; y++) {
        rows.push(filter)
        for (let x = 0; x < width * 4; x++) rows.push(filtered(pixels, { filter, x, y, width }))
      }
      const png = decodePng(rawPng({ width, height, depth: 8, type: 6 }, rows), 'a.png')
      expect(png.colour).toBe('rgba')
      expect(png.samples).toEqual(pixels)
    }
  })

  it('keeps the indices of a palette, packed four to a byte', () => {
    const bytes = rawPng(
      { width: 5, height: 2, depth: 2, type: 3 },
      [0, 0b00011011, 0b11000000, 0, 0b01010101, 0b01000000],
      [0, 0, 0, 128, 0, 0, 0, 128, 0, 224, 224, 192],
    )
    const png = decodePng(bytes, 'a.png')
    expect([...png.samples]).toEqual([0, 1, 2, 3, 3, 1, 1, 1, 1, 1])
    expect(png.palette?.length).toBe(12)
  })

  it('puts the passes of an interlaced picture together', () => {
    // 3 x 3, 8-bit grey, value = 3 y + x, in Adam7's order: passes 1, 4, 5, 6, 7 have pixels.
    const bytes = rawPng({ width: 3, height: 3, depth: 8, type: 0, interlace: 1 }, [
      ...[0, 0],
      ...[0, 2],
      ...[0, 6, 8],
      ...[0, 1, 0, 7],
      ...[0, 3, 4, 5],
    ])
    expect([...decodePng(bytes, 'a.png').samples]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('refuses what is damaged, cut, or larger than a picture may be', () => {
    const good = encodePng({ width: 4, height: 4, values: new Uint8Array(16) })
    const flipped = good.slice()
    flipped[20] = 9
    const huge = rawPng({ width: 100_000, height: 100_000, depth: 8, type: 0 }, [0])
    const short = rawPng({ width: 40, height: 40, depth: 8, type: 0 }, [0, 1, 2])
    for (const bytes of [flipped, good.subarray(0, 40), huge, short, new Uint8Array(50)]) {
      expect(() => decodePng(bytes, 'a.png')).toThrow(LimnError)
    }
  })
})
