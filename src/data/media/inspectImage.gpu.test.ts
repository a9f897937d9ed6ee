import { describe, expect, it } from 'vitest'
import { LimnError } from '../../domain/failure.ts'
import { encodePng } from '../export/encodePng.ts'
import { inspectImage } from './inspectImage.ts'

// Runs in a real browser: pictures are made here, so that every case is known to the byte.

/** Red left half, blue right half. */
async function paint(width: number, height: number, type: string, alpha = 1): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.globalAlpha = alpha
  context.fillStyle = 'red'
  context.fillRect(0, 0, width / 2, height)
  context.fillStyle = 'blue'
  context.fillRect(width / 2, 0, width / 2, height)
  return await canvas.convertToBlob({ type, quality: 0.95 })
}

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer())

const inspect = (name: string, ...parts: BlobPart[]) =>
  inspectImage({ name, file: new Blob(parts) })

async function failureOf(inspected: Promise<unknown>) {
  const thrown: unknown = await inspected.then(
    () => 'accepted',
    (reason: unknown) => reason,
  )
  return thrown instanceof LimnError ? thrown.failure : thrown
}

/** The colour of a thumbnail at a share of its width and height, as RGBA. */
async function colourAt(thumbnail: Blob, shareX: number, shareY: number): Promise<number[]> {
  const bitmap = await createImageBitmap(thumbnail)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  const [x, y] = [Math.floor(shareX * bitmap.width), Math.floor(shareY * bitmap.height)]
  return [...(context?.getImageData(x, y, 1, 1).data ?? [])]
}

/** A JPEG with an APP1 segment that gives its EXIF orientation, right after the SOI marker. */
function withOrientation(jpeg: Uint8Array<ArrayBuffer>, orientation: number): Blob {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1] // big-endian, one directory of one entry
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff, ...entry, 0, 0, 0, 0]
  const segment = Uint8Array.of(0xff, 0xe1, 0, body.length + 2, ...body)
  return new Blob([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])
}

/** Two by one pixels, 24 bits: red, blue. */
const bmp = Uint8Array.from([
  ...[0x42, 0x4d, 62, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0],
  ...[40, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 8, 0, 0, 0],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ...[0, 0, 255, 255, 0, 0, 0, 0],
])

/** One black pixel, then a second frame (GIF89a specification, appendix F for the LZW codes). */
const gifFrame = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0]
const gif = Uint8Array.from([
  ...Array.from('GIF89a', (mark) => mark.charCodeAt(0)),
  ...[1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255],
  ...gifFrame,
  ...gifFrame,
  0x3b,
])

/** Two by two white pixels, as libavif writes them. */
const avif =
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2' +
  'aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAAABppbmZlAgAAAAABAABhdjAx' +
  'Q29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAAAIAAAACAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgQ0MAAAAABNjb2xybmNs' +
  'eAACAAIAAYAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A='

describe('inspectImage', () => {
  it.each(['image/jpeg', 'image/png', 'image/webp'])('reads %s', async (type) => {
    const { size, thumbnail } = await inspectImage({
      name: 'a',
      file: await paint(600, 300, type),
    })
    expect(size).toEqual({ width: 600, height: 300 })
    expect(thumbnail.type).toBe('image/jpeg')
    const small = await createImageBitmap(thumbnail)
    expect([small.width, small.height]).toEqual([256, 128])
    const [red = 0, , blue = 0] = await colourAt(thumbnail, 0.25, 0.5)
    expect(red).toBeGreaterThan(200)
    expect(blue).toBeLessThan(60)
  })

  it('reads GIF (its first frame) and BMP', async () => {
    expect((await inspect('a.gif', gif)).size).toEqual({ width: 1, height: 1 })
    expect((await inspect('a.bmp', bmp)).size).toEqual({ width: 2, height: 1 })
  })

  it('reads AVIF', async () => {
    const bytes = Uint8Array.from(atob(avif), (mark) => mark.charCodeAt(0))
    expect((await inspect('a.avif', bytes)).size).toEqual({ width: 2, height: 2 })
    expect(await failureOf(inspect('a.avif', bytes.slice(0, -20)))).toMatchObject({
      reason: 'truncated-image',
    })
  })

  it('trusts the bytes, not the name', async () => {
    const png = await paint(10, 10, 'image/png')
    expect((await inspect('a.jpg', png)).size).toEqual({ width: 10, height: 10 })
  })

  it('turns a photo upright as its EXIF orientation says', async () => {
    const jpeg = await bytesOf(await paint(64, 32, 'image/jpeg'))
    // 6: the camera was turned, the left of what is stored belongs on top.
    const { size, thumbnail } = await inspectImage({
      name: 'a.jpg',
      file: withOrientation(jpeg, 6),
    })
    expect(size).toEqual({ width: 32, height: 64 })
    const [red = 0] = await colourAt(thumbnail, 0.5, 0.2)
    const [, , blue = 0] = await colourAt(thumbnail, 0.5, 0.8)
    expect(Math.min(red, blue)).toBeGreaterThan(200)
  })

  it('keeps what lets the background through', async () => {
    const { thumbnail } = await inspect('a.png', await paint(40, 40, 'image/png', 0.5))
    expect(thumbnail.type).toBe('image/png')
    const [, , , alpha = 0] = await colourAt(thumbnail, 0.5, 0.5)
    expect(Math.abs(alpha - 128)).toBeLessThan(3)
  })

  it('reads greyscale and 16 bits a channel', async () => {
    const grey8 = encodePng({ width: 2, height: 1, values: Uint8Array.of(0, 200) })
    const grey16 = encodePng({ width: 2, height: 1, values: Uint16Array.of(0, 200 * 257) })
    for (const png of [grey8, grey16]) {
      const { size, thumbnail } = await inspect('grey.png', png)
      expect(size).toEqual({ width: 2, height: 1 })
      const [red, green, blue] = await colourAt(thumbnail, 0.75, 0)
      expect(red).toBe(green)
      expect(green).toBe(blue)
    }
  })

  it('refuses an empty file, text in a picture’s clothes and 64 megapixels', async () => {
    expect(await failureOf(inspect('a.png'))).toMatchObject({ reason: 'empty-file' })
    expect(await failureOf(inspect('a.jpg', 'Dear diary'))).toMatchObject({
      reason: 'not-an-image',
    })
    const huge = encodePng({ width: 1, height: 1, values: Uint8Array.of(0) })
    const header = new DataView(huge.buffer)
    header.setUint32(16, 8000)
    header.setUint32(20, 8000)
    expect(await failureOf(inspect('a.png', huge))).toMatchObject({
      reason: 'image-too-large',
      message: '8,000 × 8,000 is 64 megapixels; Limn takes up to 50.',
    })
  })

  it('refuses a PNG that was cut anywhere', async () => {
    const png = await bytesOf(await paint(200, 200, 'image/png'))
    for (const share of [0.3, 0.6, 0.99]) {
      const cut = inspect('a.png', png.slice(0, Math.floor(png.length * share)))
      expect(await failureOf(cut)).toMatchObject({ reason: 'truncated-image' })
    }
  })

  it('refuses a JPEG that was cut, even one that lacks nothing but its last marker', async () => {
    const jpeg = await bytesOf(await paint(200, 200, 'image/jpeg'))
    for (const length of [300, jpeg.length / 2, jpeg.length - 2]) {
      const cut = inspect('a.jpg', jpeg.slice(0, Math.floor(length)))
      expect(await failureOf(cut)).toMatchObject({ reason: 'truncated-image' })
    }
  })

  it('stops when cancelled', async () => {
    const file = await paint(10, 10, 'image/png')
    const inspected = inspectImage({ name: 'a.png', file }, AbortSignal.abort())
    await expect(inspected).rejects.toMatchObject({ name: 'AbortError' })
  })
})
