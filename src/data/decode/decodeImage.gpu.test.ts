import { describe, expect, it } from 'vitest'
import type { ImageSize } from '../../domain/image.ts'
import { encodePng } from '../export/encodePng.ts'
import { decodeImage } from './decodeImage.ts'

const asItIs = (size: ImageSize) => size

/** Left half red, right half as told. */
async function twoHalves(
  right: string | null,
  type: string,
  { width, height }: ImageSize = { width: 32, height: 16 },
): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.fillStyle = 'red'
  context.fillRect(0, 0, width / 2, height)
  if (right !== null) {
    context.fillStyle = right
    context.fillRect(width / 2, 0, width / 2, height)
  }
  return canvas.convertToBlob({ type, quality: 1 })
}

/** A JPEG with an EXIF block that holds nothing but an orientation (EXIF 2.32, 4.6.4 A). */
function withOrientation(jpeg: Blob, orientation: number): Blob {
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0]
  const tiff = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1]
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
  const body = [...exif, ...tiff, ...entry, 0, 0, 0, 0]
  const app1 = Uint8Array.from([0xff, 0xe1, 0, body.length + 2, ...body])
  return new Blob([jpeg.slice(0, 2), app1, jpeg.slice(2)], { type: 'image/jpeg' })
}

function pixel(pixels: { width: number; data: Uint8ClampedArray }, x: number, y: number) {
  const at = (y * pixels.width + x) * 4
  return [...pixels.data.subarray(at, at + 4)]
}

describe('decoding for the models', () => {
  it('puts transparent pixels on white', async () => {
    const { size, pixels } = await decodeImage(await twoHalves(null, 'image/png'), asItIs)
    expect(size).toEqual({ width: 32, height: 16 })
    expect(pixel(pixels, 4, 8)).toEqual([255, 0, 0, 255])
    expect(pixel(pixels, 28, 8)).toEqual([255, 255, 255, 255])
  })

  it('turns a picture upright by its EXIF orientation', async () => {
    const jpeg = withOrientation(await twoHalves('blue', 'image/jpeg'), 6)
    const { size, pixels } = await decodeImage(jpeg, asItIs)
    expect(size).toEqual({ width: 16, height: 32 })
    // A quarter turn clockwise: what was left is now above.
    const [red = 0, , blueAbove = 0] = pixel(pixels, 8, 4)
    expect(red).toBeGreaterThan(200)
    expect(blueAbove).toBeLessThan(60)
    expect(pixel(pixels, 8, 28)[2]).toBeGreaterThan(200)
  })

  it('scales to the size that is asked for and tells the full one', async () => {
    const file = await twoHalves('blue', 'image/png', { width: 400, height: 200 })
    const { size, pixels } = await decodeImage(file, () => ({ width: 20, height: 10 }))
    expect(size).toEqual({ width: 400, height: 200 })
    expect([pixels.width, pixels.height, pixels.data.length]).toEqual([20, 10, 800])
    expect(pixel(pixels, 2, 5)).toEqual([255, 0, 0, 255])
  })

  it('reads sixteen bits a channel', async () => {
    const values = Uint16Array.from([0, 0x4000, 0x8080, 0xffff])
    const png = new Blob([encodePng({ width: 4, height: 1, values })])
    const { pixels } = await decodeImage(png, asItIs)
    const greys = [0, 1, 2, 3].map((x) => pixel(pixels, x, 0)[0] ?? Number.NaN)
    for (const [x, expected] of [0, 0x40, 0x80, 0xff].entries()) {
      expect(Math.abs((greys[x] ?? 0) - expected)).toBeLessThanOrEqual(1)
    }
  })

  it('takes a picture of fifty megapixels and refuses one more row', async () => {
    const fit = () => ({ width: 80, height: 63 })
    const values = new Uint8Array(8000 * 6251).fill(200)
    const png = (height: number) =>
      new Blob([encodePng({ width: 8000, height, values: values.subarray(0, 8000 * height) })])
    const { size, pixels } = await decodeImage(png(6250), fit)
    expect(size).toEqual({ width: 8000, height: 6250 })
    expect(pixel(pixels, 79, 62)).toEqual([200, 200, 200, 255])
    await expect(decodeImage(png(6251), fit)).rejects.toMatchObject({
      failure: { reason: 'image-too-large' },
    })
  })

  it('says what is wrong with an empty file and with one that is no picture', async () => {
    await expect(decodeImage(new Blob([]), asItIs)).rejects.toMatchObject({
      failure: { reason: 'empty-file' },
    })
    const text = new Blob(['Dear reader'], { type: 'image/jpeg' })
    await expect(decodeImage(text, asItIs)).rejects.toMatchObject({
      failure: { reason: 'not-an-image' },
    })
  })
})
