import { describe, expect, it } from 'vitest'
import { LimnError } from '../../domain/failure.ts'
import { encodePng } from '../export/encodePng.ts'
import { checkPng } from './checkPng.ts'
import { readPictureHeader } from './inspectImage.ts'
import { readHeader } from './readHeader.ts'
import { sniffFormat } from './sniffFormat.ts'

/** One character a byte. */
const bytesOf = (text: string) => Uint8Array.from(text, (mark) => mark.charCodeAt(0))

const png = encodePng({ width: 3, height: 2, values: Uint8Array.of(0, 1, 2, 3, 4, 5) })

/** A BMP's two headers, nothing else. */
function bmpHeader(width: number, height: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(54))
  view.setUint16(0, 0x424d)
  view.setUint32(2, 54 + width * height * 3, true)
  view.setUint32(10, 54, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 24, true)
  return new Uint8Array(view.buffer)
}

const reasonOf = (act: () => unknown) => {
  try {
    act()
  } catch (thrown) {
    if (thrown instanceof LimnError) return thrown.failure.reason
  }
  return 'accepted'
}

describe('sniffFormat', () => {
  it.each([
    ['\xff\xd8\xff\xe0', 'jpeg'],
    ['GIF89a', 'gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
    ['\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'avif'],
    ['\0\0\0\x18ftypmif1\0\0\0\0mif1avif', 'avif'],
    ['II*\0\x08\0\0\0', 'tiff'],
    ['MM\0+\0\x08\0\0', 'tiff'],
  ])('knows %j as a picture', (head, format) => {
    expect(sniffFormat(bytesOf(head))).toEqual({ kind: 'picture', format })
  })

  it.each([
    ['II*\0\x08\0\0\0', 'DSC_0001.NEF', 'camera RAW'],
    ['II*\0\x10\0\0\0CR\x02\0', 'IMG_1.CR2', 'camera RAW'],
    ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'IMG_1.HEIC', 'HEIC'],
    ['8BPS\0\x01', 'a.psd', 'Photoshop'],
    ['%PDF-1.7', 'a.pdf', 'PDF'],
    ['<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', 'a.svg', 'SVG'],
    ['\xff\x0a\x00', 'a.jxl', 'JPEG XL'],
  ])('names %j (%s) for what it is', (head, name, format) => {
    expect(sniffFormat(bytesOf(head), name)).toEqual({ kind: 'foreign', format })
  })

  it('takes text for text, even text that begins like a BMP', () => {
    expect(sniffFormat(bytesOf('BMW drivers, a study')).kind).toBe('text')
    expect(sniffFormat(bytesOf('\x01\x02\x03\x04')).kind).toBe('unknown')
  })
})

describe('readHeader', () => {
  it('tells format and dimensions before anything is decoded', () => {
    expect(readHeader(png, 'a.png')).toEqual({
      format: 'png',
      storedSize: { width: 3, height: 2 },
    })
    expect(readHeader(bmpHeader(640, 480), 'a.bmp')?.storedSize).toEqual({
      width: 640,
      height: 480,
    })
  })

  it('refuses text in a picture’s clothes and says so', () => {
    expect(() => readHeader(bytesOf('Dear diary'), 'cat.jpg')).toThrow(
      'cat.jpg holds text, not a picture. Drop a JPEG',
    )
  })

  it('names what browsers cannot show and what to make of it', () => {
    const heic = bytesOf('\0\0\0\x18ftypheic\0\0\0\0mif1heic')
    expect(() => readHeader(heic, 'IMG_1.HEIC')).toThrow(
      'IMG_1.HEIC is a HEIC file, which browsers cannot show as a photo. Export it as JPEG',
    )
  })

  it('refuses more than 50 megapixels from the header alone', () => {
    expect(() => readHeader(bmpHeader(8000, 8000), 'a.bmp')).toThrow(
      '8,000 × 8,000 is 64 megapixels; Limn takes up to 50. Make it smaller and drop it again.',
    )
    expect(() => readHeader(bmpHeader(10_001, 5000), 'a.bmp')).toThrow('is 50.1 megapixels')
    expect(reasonOf(() => readHeader(bmpHeader(10_000, 5000), 'a.bmp'))).toBe('accepted')
  })

  it('refuses an empty file and one that stops within its header', async () => {
    await expect(readPictureHeader(new Blob([]), 'a.png')).rejects.toThrow(
      'a.png is empty (0 bytes)',
    )
    const stump = new Blob([bytesOf('\xff\xd8\xff\xe0\0\x10JFIF')])
    await expect(readPictureHeader(stump, 'a.jpg')).rejects.toThrow('a.jpg ends in the middle')
  })
})

describe('checkPng', () => {
  it('passes a whole file, whatever follows it', () => {
    expect(() => checkPng(png, 'a.png')).not.toThrow()
    expect(() => checkPng(Uint8Array.of(...png, 1, 2, 3), 'a.png')).not.toThrow()
  })

  it('notices every place where the file may be cut', () => {
    for (let length = 8; length < png.length; length++) {
      expect(reasonOf(() => checkPng(png.slice(0, length), 'a.png'))).toBe('truncated-image')
    }
  })

  it('notices any flipped bit of the picture data', () => {
    for (let at = 8; at < png.length; at++) {
      const flipped = png.map((byte, index) => (index === at ? byte ^ 4 : byte))
      expect(reasonOf(() => checkPng(flipped, 'a.png'))).toBe('truncated-image')
    }
  })
})
