import { Inflate } from 'fflate'
import { crc32 } from '../../files/crc32.ts'
import { fail } from '../../domain/failure.ts'
import { MAX_IMAGE_PIXELS } from '../../domain/image.ts'
import { passesOf, passSize, unfilterRows, type PngHeader } from './pngRows.ts'

/** The samples of a PNG exactly as the file has them: no palette, gamma or alpha applied. */
export interface DecodedPng {
  readonly width: number
  readonly height: number
  readonly bitDepth: number
  readonly colour: 'grey' | 'rgb' | 'palette' | 'grey-alpha' | 'rgba'
  /** Samples a pixel: palette and grey 1, grey-alpha 2, rgb 3, rgba 4. */
  readonly channels: number
  /** [height, width, channels]; palette pictures hold indices. */
  readonly samples: Uint8Array | Uint16Array
  /** Red, green, blue of each index; null when there is none. */
  readonly palette: Uint8Array | null
}

const COLOURS = new Map([
  [0, { colour: 'grey', channels: 1, depths: [1, 2, 4, 8, 16] }],
  [2, { colour: 'rgb', channels: 3, depths: [8, 16] }],
  [3, { colour: 'palette', channels: 1, depths: [1, 2, 4, 8] }],
  [4, { colour: 'grey-alpha', channels: 2, depths: [8, 16] }],
  [6, { colour: 'rgba', channels: 4, depths: [8, 16] }],
] as const)

/**
 * Decodes a PNG (W3C PNG, third edition), every colour type, depth and Adam7. Browsers decode to 8-bit RGBA, which loses
 * palette indices and 16-bit values, and those are what a label map is made of.
 *
 * @throws LimnError not-an-image, truncated-image or image-too-large
 */
export function decodePng(bytes: Uint8Array, name: string): DecodedPng {
  const { header, data, palette } = readChunks(bytes, name)
  const kind = COLOURS.get(header.colourType as 0)
  if (kind === undefined || !kind.depths.some((depth) => depth === header.bitDepth)) {
    return damaged(name, 'its colour type is unknown')
  }
  const { width, height, bitDepth } = header
  const { channels, colour } = kind
  const samples =
    bitDepth === 16
      ? new Uint16Array(width * height * channels)
      : new Uint8Array(width * height * channels)
  const raw = inflate(data, rawBytes(header, channels), name)
  let at = 0
  for (const step of passesOf(header)) {
    const size = passSize(header, step)
    if (size.width === 0 || size.height === 0) continue
    const end = unfilterRows(raw, at, { size, step, header, channels, samples })
    if (end === null) damaged(name, 'a row names an unknown filter')
    at = end
  }
  return { width, height, bitDepth, colour, channels, samples, palette }
}

function readChunks(bytes: Uint8Array, name: string) {
  if (bytes[0] !== 0x89 || bytes[1] !== 0x50 || bytes[2] !== 0x4e || bytes[3] !== 0x47) {
    fail('not-an-image', `${name} is not a PNG.`, 'Save it as PNG and drop it again.')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const data: Uint8Array[] = []
  let header: PngHeader | null = null
  let palette: Uint8Array | null = null
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = at + 12 + length
    if (end > bytes.length) damaged(name, 'it ends in the middle')
    const body = bytes.subarray(at + 8, end - 4)
    if (/^[A-Z]/.test(type) && crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) {
      damaged(name, `the checksum of its ${type} does not fit`)
    }
    if (type === 'IHDR') header = readHeader(body, name)
    else if (type === 'PLTE') palette = body
    else if (type === 'IDAT') data.push(body)
    else if (type === 'IEND') break
    at = end
  }
  if (header === null || data.length === 0) return damaged(name, 'it holds no picture')
  return { header, data, palette }
}

function readHeader(body: Uint8Array, name: string): PngHeader {
  if (body.length < 13) return damaged(name, 'its header is too short')
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const width = view.getUint32(0)
  const height = view.getUint32(4)
  if (width < 1 || height < 1) damaged(name, `it says it is ${width} × ${height}`)
  if (width * height > MAX_IMAGE_PIXELS) {
    fail(
      'image-too-large',
      `${name} is ${width} × ${height}; Limn takes up to ${MAX_IMAGE_PIXELS / 1e6} megapixels.`,
      'Make it smaller and drop it again.',
    )
  }
  return {
    width,
    height,
    bitDepth: body[8] ?? 0,
    colourType: body[9] ?? 0,
    isInterlaced: body[12] === 1,
  }
}

function rawBytes(header: PngHeader, channels: number): number {
  return passesOf(header).reduce((total, pass) => {
    const { width, height } = passSize(header, pass)
    if (width === 0) return total
    return total + height * (1 + Math.ceil((width * channels * header.bitDepth) / 8))
  }, 0)
}

/** Inflates exactly `wanted` bytes; more are dropped, fewer are a fault. */
function inflate(parts: readonly Uint8Array[], wanted: number, name: string): Uint8Array {
  const raw = new Uint8Array(wanted)
  let filled = 0
  // Two bytes of zlib header come before the deflated data.
  let toSkip = 2
  const stream = new Inflate((chunk) => {
    const part = chunk.subarray(0, wanted - filled)
    raw.set(part, filled)
    filled += part.length
  })
  try {
    for (const part of parts) {
      const body = part.subarray(Math.min(toSkip, part.length))
      toSkip -= part.length - body.length
      // In small pieces, so that a bomb is dropped before it grows.
      for (let at = 0; at < body.length && filled < wanted; at += 32_768) {
        stream.push(body.subarray(at, at + 32_768))
      }
      if (filled >= wanted) break
    }
  } catch {
    damaged(name, 'its pixels do not unpack')
  }
  if (filled < wanted) damaged(name, 'its pixels end too soon')
  return raw
}

function damaged(name: string, why: string): never {
  fail('truncated-image', `${name} is damaged: ${why}.`, 'Write it again.')
}
