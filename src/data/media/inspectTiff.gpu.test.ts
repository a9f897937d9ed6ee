import { describe, expect, it } from 'vitest'
import { drawnNuclei } from '../../../tools/testing/drawnNuclei.ts'
import { writeTiff } from '../../../tools/testing/writeTiff.ts'
import { decodeImage } from '../decode/decodeImage.ts'
import { openTiff } from '../tiff/openTiff.ts'
import { inspectImage } from './inspectImage.ts'
import { PREVIEW_PIXELS } from './inspectTiff.ts'

interface Recorded {
  readonly width: number
  readonly height: number
  readonly files: Readonly<Record<string, readonly [channels: number, bits: number, file: string]>>
  readonly jpegs: Readonly<Record<string, string>>
}

async function readRecorded(): Promise<Recorded> {
  const answer = await fetch(new URL('../tiff/tiffs.json', import.meta.url))
  return (await answer.json()) as Recorded
}

const blobOf = (base64: string) =>
  new Blob([Uint8Array.from(atob(base64), (mark) => mark.charCodeAt(0))])

async function pixelsOf(file: Blob) {
  const bitmap = await createImageBitmap(file)
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  return { width, height, data: context?.getImageData(0, 0, width, height).data ?? [] }
}

describe('a dropped TIFF', () => {
  it('has a preview of the same pixels, which every model takes too', async () => {
    const { files, width, height } = await readRecorded()
    const file = blobOf(files['LZW strips with predictor']?.[2] ?? '')
    const { size, thumbnail, preview } = await inspectImage({ name: 'a.tif', file })
    expect(size).toEqual({ width, height })
    expect(thumbnail.size).toBeGreaterThan(0)
    expect(preview?.size).toEqual(size)
    const shown = await pixelsOf(preview?.file ?? new Blob())
    const seen = await decodeImage(file, (whole) => whole)
    expect(seen.size).toEqual(size)
    for (const pixels of [shown.data, seen.pixels.data]) {
      const at = 4 * (20 * width + 31)
      const wanted = [0, 1, 2].map((c) => (31 * 7 + 20 * 13 + c * 50 + ((31 * 20) >> 3)) & 255)
      expect(Array.from(pixels.slice(at, at + 3))).toEqual(wanted)
    }
  })

  it('is read where its pieces are JPEGs, in whichever colours they are stored', async () => {
    const { jpegs, width, height } = await readRecorded()
    for (const [name, base64] of Object.entries(jpegs)) {
      const picture = await openTiff(blobOf(base64), `${name}.tif`)
      const box = { x: 0, y: 0, width, height }
      const { samples, channels } = await picture.samples(box)
      let worst = 0
      samples.forEach((sample, at) => {
        const [x, y] = [Math.floor(at / channels) % width, Math.floor(at / channels / width)]
        worst = Math.max(worst, Math.abs(sample - (x * 2 + y * 2 + (at % channels) * 30 + 20)))
      })
      expect(worst, name).toBeLessThan(12)
    }
  })

  it('may be larger than any other picture: it is shown smaller, and refused where it must be whole', async () => {
    const nuclei = drawnNuclei({ side: 256, kinds: 3 })
    const bytes = writeTiff({
      ...{ width: 9000, height: 6000, tile: 256, channels: 3 },
      tileAt: (column, row) => nuclei.tile(column, row),
    })
    const file = new Blob([bytes])
    const { size, preview } = await inspectImage({ name: 'slide.tif', file })
    expect(size).toEqual({ width: 9000, height: 6000 })
    const shown = await pixelsOf(preview?.file ?? new Blob())
    expect(shown.width * shown.height).toBeLessThanOrEqual(PREVIEW_PIXELS)
    expect(Math.abs(shown.width / shown.height - 1.5)).toBeLessThan(0.001)
    await expect(decodeImage(file, (whole) => whole)).rejects.toMatchObject({
      failure: { reason: 'image-too-large' },
    })
  })
})
