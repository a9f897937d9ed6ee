import { zlibSync } from 'fflate'
import { crc32 } from '../../files/crc32.ts'

/** Grey values, palette indices or red, green and blue, row-major [height, width, channels]: one byte a value, or two. */
export interface PngPicture {
  readonly width: number
  readonly height: number
  readonly values: Uint8Array | Uint16Array
  /** 1 grey (default), 3 red, green and blue. */
  readonly channels?: 1 | 3
  /** Red, green and blue of each index; makes the values indices of 8 bits. */
  readonly palette?: Uint8Array
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const COLOUR_TYPES = { grey: 0, rgb: 2, palette: 3 }

/**
 * A PNG of 8 or 16 bits that holds exactly these values (W3C PNG, third edition). A canvas would not do: it is 8-bit
 * and may change values by colour management.
 */
export function encodePng({
  width,
  height,
  values,
  channels = 1,
  palette,
}: PngPicture): Uint8Array<ArrayBuffer> {
  const bytesPerValue = values.BYTES_PER_ELEMENT
  const header = new Uint8Array(13)
  const headerView = new DataView(header.buffer)
  headerView.setUint32(0, width)
  headerView.setUint32(4, height)
  header[8] = 8 * bytesPerValue
  header[9] = COLOUR_TYPES[palette !== undefined ? 'palette' : channels === 3 ? 'rgb' : 'grey']

  // Each row follows a byte that names its filter: 0, none. Label maps are flat, so plain rows pack well.
  const rowValues = width * channels
  const rowBytes = 1 + rowValues * bytesPerValue
  const rows = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y++) {
    const row = values.subarray(y * rowValues, (y + 1) * rowValues)
    const start = y * rowBytes + 1
    if (bytesPerValue === 1) rows.set(row, start)
    else {
      row.forEach((value, x) => {
        rows[start + 2 * x] = value >> 8
        rows[start + 2 * x + 1] = value & 0xff
      })
    }
  }
  return join([
    SIGNATURE,
    ...chunk('IHDR', header),
    ...(palette === undefined ? [] : chunk('PLTE', palette)),
    ...chunk('IDAT', zlibSync(rows)),
    ...chunk('IEND', new Uint8Array()),
  ])
}

/** Length, type, data and checksum. */
function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const frame = new Uint8Array(8)
  const view = new DataView(frame.buffer)
  view.setUint32(0, data.length)
  for (let at = 0; at < 4; at++) view.setUint8(4 + at, type.charCodeAt(at))
  const checksum = new Uint8Array(4)
  new DataView(checksum.buffer).setUint32(0, crc32(data, crc32(frame.subarray(4))))
  return [frame, data, checksum]
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
