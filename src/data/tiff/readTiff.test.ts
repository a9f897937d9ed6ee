import { expect, it } from 'vitest'
import { LimnError } from '../../domain/failure.ts'
import { readTiffPage, tiffPages } from './readTiff.ts'
import { stretchContrast } from './stretchContrast.ts'

/** A little-endian TIFF of uncompressed grey pages of 16 bits (TIFF 6.0, section 8). */
function greyTiff(width: number, height: number, pages: readonly (readonly number[])[]) {
  const pageBytes = 2 + 9 * 12 + 4 + 2 * width * height
  const bytes = new Uint8Array(8 + pages.length * pageBytes)
  const view = new DataView(bytes.buffer)
  bytes.set([0x49, 0x49, 42, 0])
  view.setUint32(4, 8, true)
  pages.forEach((values, page) => {
    const start = 8 + page * pageBytes
    const pixels = start + 2 + 9 * 12 + 4
    const tags = [
      [256, 4, width],
      [257, 4, height],
      [258, 3, 16],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, pixels],
      [277, 3, 1],
      [278, 4, height],
      [279, 4, 2 * width * height],
    ] as const
    view.setUint16(start, tags.length, true)
    tags.forEach(([tag, type, value], index) => {
      const at = start + 2 + 12 * index
      view.setUint16(at, tag, true)
      view.setUint16(at + 2, type, true)
      view.setUint32(at + 4, 1, true)
      if (type === 3) view.setUint16(at + 8, value, true)
      else view.setUint32(at + 8, value, true)
    })
    const isLast = page === pages.length - 1
    view.setUint32(pixels - 4, isLast ? 0 : start + pageBytes, true)
    values.forEach((value, index) => view.setUint16(pixels + 2 * index, value, true))
  })
  return bytes
}

const tiff = greyTiff(3, 2, [
  [100, 200, 300, 400, 500, 600],
  [0, 0, 65_535, 1, 2, 3],
])

it('reads every page of a 16-bit TIFF exactly', async () => {
  expect(await tiffPages(tiff, 'a.tif')).toEqual([
    { width: 3, height: 2 },
    { width: 3, height: 2 },
  ])
  const page = await readTiffPage(tiff, 1, 'a.tif')
  expect(page.channels).toBe(1)
  expect([...page.samples]).toEqual([0, 0, 65_535, 1, 2, 3])
})

it('stretches twelve bits in sixteen to the eight a screen shows', async () => {
  const rgb = stretchContrast(await readTiffPage(tiff, 0, 'a.tif'))
  const greys = [...rgb].filter((_, index) => index % 3 === 0)
  expect(greys).toEqual([0, 51, 102, 153, 204, 255])
  expect(rgb[1]).toBe(rgb[0])
})

it('leaves plain colour as it is and a flat picture dark', () => {
  const samples = Uint8Array.of(10, 20, 30, 40, 50, 60)
  expect(stretchContrast({ width: 2, height: 1, channels: 3, samples })).toEqual(samples)
  const flat = stretchContrast({ width: 2, height: 1, channels: 1, samples: Uint16Array.of(7, 7) })
  expect([...flat]).toEqual([0, 0, 0, 0, 0, 0])
})

it('refuses what is cut or no TIFF at all', async () => {
  for (const bytes of [tiff.subarray(0, 30), new Uint8Array(20), new Uint8Array(0)]) {
    await expect(readTiffPage(bytes, 0, 'a.tif')).rejects.toThrow(LimnError)
  }
})
