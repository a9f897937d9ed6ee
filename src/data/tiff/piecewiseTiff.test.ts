import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawnNuclei } from '../../../tools/testing/drawnNuclei.ts'
import { writeTiff, type WrittenTiff } from '../../../tools/testing/writeTiff.ts'
import { LimnError } from '../../domain/failure.ts'
import { bytesOf, type ByteSource } from './byteSource.ts'
import { openPiecewise, openTiff } from './openTiff.ts'
import { CACHE_BYTES } from './piecewiseTiff.ts'
import type { TiffPage } from './readTiff.ts'

/** As libtiff and tifffile write them (tools/oracle/tiffs.py). */
const recorded = JSON.parse(readFileSync(new URL('tiffs.json', import.meta.url), 'utf8')) as {
  readonly width: number
  readonly height: number
  readonly files: Readonly<Record<string, readonly [channels: number, bits: 8 | 16, file: string]>>
  readonly pyramids: Readonly<Record<string, string>>
}

const blobOf = (base64: string) => new Blob([Buffer.from(base64, 'base64')])

/** What every recorded picture shows. */
function value(x: number, y: number, channel: number, bits: 8 | 16): number {
  const sum = x * 7 + y * 13 + channel * 50 + ((x * y) >> 3)
  return bits === 8 ? sum & 255 : (sum * 211) & 65_535
}

function expectFormula(
  { width, height, channels, samples }: TiffPage,
  { x: left, y: top, bits }: { readonly x: number; readonly y: number; readonly bits: 8 | 16 },
): void {
  const wanted: number[] = []
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      for (let c = 0; c < channels; c++) wanted.push(value(x, y, c, bits))
    }
  }
  expect(Array.from(samples)).toEqual(wanted)
}

/** Counts the bytes that are read. */
function counted(file: Blob): ByteSource & { bytes: number } {
  const source = bytesOf(file)
  const counting = {
    size: source.size,
    bytes: 0,
    read: (start: number, end: number) => {
      counting.bytes += end - start
      return source.read(start, end)
    },
  }
  return counting
}

const GREY: WrittenTiff = {
  width: 40,
  height: 24,
  tile: 16,
  channels: 1,
  tileAt: (() => {
    const tile = new Uint8Array(256).fill(7)
    return () => tile
  })(),
}

async function sentenceOf(opening: Promise<unknown>): Promise<string> {
  const thrown: unknown = await opening.then(
    () => 'was opened',
    (reason: unknown) => reason,
  )
  if (!(thrown instanceof LimnError)) throw new Error(`No failure for a person: ${String(thrown)}`)
  return thrown.failure.message
}

describe('a TIFF read piece by piece', () => {
  it.each(Object.entries(recorded.files))('gives every sample of %s', async (_, file) => {
    const [channels, bits, base64] = file
    const { width, height } = recorded
    const picture = await openPiecewise(bytesOf(blobOf(base64)), 'a.tif')
    expect(picture.size).toEqual({ width, height })
    expect(picture.channels).toBe(channels)
    const whole = await picture.samples({ x: 0, y: 0, width, height })
    expectFormula(whole, { x: 0, y: 0, bits })
    const part = { x: 13, y: 11, width: 25, height: 17 }
    expectFormula(await picture.samples(part), { ...part, bits })
  })

  it.each(Object.entries(recorded.pyramids))(
    'takes %s where fewer pixels do',
    async (_, base64) => {
      const picture = await openPiecewise(bytesOf(blobOf(base64)), 'a.tif')
      expect(picture.size).toEqual({ width: 128, height: 96 })
      const small = await picture.sampled({ maxPixels: 600 })
      expect([small.width, small.height]).toEqual([28, 21])
      expect(new Set(small.samples)).toEqual(new Set([99]))
      const all = await picture.sampled({ maxPixels: 20_000 })
      expectFormula(all, { x: 0, y: 0, bits: 8 })
    },
  )

  it('reads of 20,000 × 20,000 pixels only what a window needs, and holds only so much', async () => {
    const side = 20_000
    const nuclei = drawnNuclei({ side: 256, kinds: 5 })
    const corners = [0, 9_800, side - 512]
    const isSeen = (at: number) =>
      corners.some((from) => at * 256 < from + 512 && at * 256 > from - 256)
    const bytes = writeTiff({
      ...{ width: side, height: side, tile: 256, channels: 3 },
      // Tiles that a window sees are stored one by one, so that each is read and held; the others share their bytes.
      tileAt: (column, row) => {
        const tile = nuclei.tile(column, row)
        return isSeen(column) && isSeen(row) ? tile.slice() : tile
      },
    })
    const source = counted(new Blob([bytes]))
    const picture = await openPiecewise(source, 'slide.tif')
    expect(picture.size).toEqual({ width: side, height: side })
    const directory = source.bytes
    // Places and lengths of 6,241 tiles, and a few fields.
    expect(directory).toBeLessThan(2 * 4 * 6241 + 300)
    let most = 0
    for (const y of corners) {
      for (const x of corners) {
        const part = await picture.samples({ x, y, width: 512, height: 512 })
        most = Math.max(most, picture.heldBytes)
        for (const [dx, dy] of [
          [0, 0],
          [511, 0],
          [250, 400],
          [511, 511],
        ] as const) {
          const at = (dy * 512 + dx) * 3
          expect(Array.from(part.samples.slice(at, at + 3))).toEqual(nuclei.pixel(x + dx, y + dy))
        }
      }
    }
    // At most 3 × 3 tiles each, none of which is longer than the longest.
    expect(source.bytes - directory).toBeLessThanOrEqual(9 * 9 * nuclei.longest)
    expect(most).toBeGreaterThan(60 * 256 * 256 * 3)
    expect(most).toBeLessThanOrEqual(9 * 9 * 256 * 256 * 3)
    expect(most).toBeLessThan(side * side * 3 * 0.02)
  })

  it('keeps to its bound when a whole row is asked for, again and again', async () => {
    const nuclei = drawnNuclei({ side: 256, kinds: 5 })
    const bytes = writeTiff({
      ...{ width: 3000, height: 1000, tile: 256, channels: 3 },
      tileAt: (column, row) => nuclei.tile(column, row).slice(),
    })
    const limit = 2 * 2 ** 20
    const picture = await openPiecewise(bytesOf(new Blob([bytes])), 'slide.tif', limit)
    for (let y = 0; y < 1000; y += 200) {
      await picture.samples({ x: 0, y, width: 3000, height: 200 })
      expect(picture.heldBytes).toBeLessThanOrEqual(limit)
    }
    // A row of tiles of 512 over 20,000 pixels, as a U-Net asks for it, fits what is kept.
    expect(3 * 256 * 256 * 3 * Math.ceil(20_000 / 256)).toBeLessThan(CACHE_BYTES)
  })

  it('samples a large picture evenly', async () => {
    const ramp = new Map<number, Uint8Array>()
    const bytes = writeTiff({
      ...{ width: 1600, height: 1200, tile: 16, channels: 1 },
      tileAt: (column) => {
        const tile = ramp.get(column) ?? new Uint8Array(256).fill(column)
        ramp.set(column, tile)
        return tile
      },
    })
    const picture = await openPiecewise(bytesOf(new Blob([bytes])), 'a.tif')
    const { width, height, samples } = await picture.sampled({ maxPixels: 4800 })
    expect([width, height]).toEqual([80, 60])
    const row = Array.from({ length: 80 }, (_, x) => Math.floor((x * 20 + 10) / 16))
    expect(Array.from(samples.slice(59 * 80))).toEqual(row)
  })

  it('stops sampling when it is cancelled', async () => {
    const picture = await openPiecewise(bytesOf(new Blob([writeTiff(GREY)])), 'a.tif')
    const abort = new AbortController()
    const sampling = picture.sampled({
      maxPixels: 100,
      signal: abort.signal,
      onProgress: (share) => {
        if (share > 0.2) abort.abort()
      },
    })
    await expect(sampling).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('says what is wrong with a broken, cut or hostile file', async () => {
    const open = (change: Partial<WrittenTiff>) =>
      sentenceOf(openTiff(new Blob([writeTiff({ ...GREY, ...change })]), 'a.tif'))
    const field = (tag: number, ...values: readonly number[]) =>
      open({ instead: { [tag]: values } })
    const whole = writeTiff(GREY)
    expect(await sentenceOf(openTiff(new Blob([]), 'a.tif'))).toMatch('end is cut off')
    expect(await sentenceOf(openTiff(new Blob(['MMMMMMMMMMMM']), 'a.tif'))).toMatch('version')
    expect(await sentenceOf(openTiff(new Blob([whole.slice(0, -40)]), 'a.tif'))).toMatch('cut off')
    // The only directory says that the next one is itself.
    const place = new DataView(whole.buffer).getUint32(4, true)
    expect(await open({ next: place })).toMatch('run in a circle')
    expect(await open({ next: 4_000_000_000 })).toMatch('points outside itself')
    expect(await field(256, 4_000_000_000)).toMatch('Limn takes TIFFs of up to 1,000 megapixels')
    expect(await field(256, 0)).toMatch('how large it is')
    expect(await field(322, 0)).toMatch('no size')
    expect(await open({ instead: { 322: [1_000_000], 323: [1_000_000] } })).toMatch('pieces of')
    expect(await field(277, 60_000)).toMatch('60000 values a pixel')
    expect(await field(324, 1, 2)).toMatch('lacks pieces: 6 belong to it')
    expect(await field(324, ...Array<number>(6).fill(4_000_000_000))).toMatch('outside the file')
    expect(await field(330, place)).toMatch('run in a circle')
  })

  it('says so when it is a piece that is broken, and never unpacks more than the piece', async () => {
    const read = async (change: Partial<WrittenTiff>, damage?: (file: Uint8Array) => void) => {
      const file = writeTiff({ ...GREY, ...change })
      damage?.(file)
      const picture = await openPiecewise(bytesOf(new Blob([file])), 'a.tif')
      return picture.samples({ x: 0, y: 0, width: 16, height: 16 })
    }
    // Too few bytes for a tile; far too many; no deflate.
    await expect(read({ tileAt: () => new Uint8Array(20) })).rejects.toThrow('ends in the middle')
    const bomb = new Uint8Array(30_000_000)
    const { samples } = await read({ tileAt: () => bomb })
    expect(samples.buffer.byteLength).toBe(256)
    await expect(read({}, (file) => file.fill(255, 8, 12))).rejects.toThrow('does not unpack')
    const lzw = { instead: { 259: [5] } }
    await expect(read(lzw)).rejects.toThrow(LimnError)
  })

  it('refuses or reads a file with any bytes changed, and never fails otherwise', async () => {
    const whole = writeTiff({
      ...GREY,
      channels: 3,
      tileAt: (column) => new Uint8Array(768).fill(column),
    })
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const file = whole.slice()
        for (const { at, to } of changes) file[at] = to
        try {
          const picture = await openTiff(new Blob([file]), 'a.tif')
          const { width, height } = picture.size
          await picture.samples({
            x: 0,
            y: 0,
            width: Math.min(64, width),
            height: Math.min(64, height),
          })
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(LimnError)
        }
      }),
      { numRuns: 150 },
    )
  })
})
