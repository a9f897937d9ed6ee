import { zlibSync } from 'fflate'

export interface WrittenTiff {
  readonly width: number
  readonly height: number
  readonly tile: number
  readonly channels: 1 | 3
  readonly bits?: 8 | 16
  /** [tile, tile, channels] for a tile; tiles that are the same array are stored once. */
  readonly tileAt: (column: number, row: number) => Uint8Array | Uint16Array
  /** Fields instead of those that it would have, by tag. */
  readonly instead?: Readonly<Record<number, readonly number[]>>
  /** Where the next directory is said to be. */
  readonly next?: number
}

/** A little-endian TIFF of deflated tiles (TIFF 6.0, section 15). Pixels come first, the directory last. */
export function writeTiff(written: WrittenTiff): Uint8Array<ArrayBuffer> {
  const { width, height, tile, channels, bits = 8, tileAt, instead = {}, next = 0 } = written
  const parts: Uint8Array[] = []
  let length = 8
  const places = new Map<Uint8Array | Uint16Array, { offset: number; bytes: number }>()
  const offsets: number[] = []
  const counts: number[] = []
  for (let row = 0; row * tile < height; row++) {
    for (let column = 0; column * tile < width; column++) {
      const samples = tileAt(column, row)
      let place = places.get(samples)
      if (place === undefined) {
        const packed = zlibSync(
          new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
        )
        place = { offset: length, bytes: packed.length }
        places.set(samples, place)
        parts.push(packed)
        length += packed.length
      }
      offsets.push(place.offset)
      counts.push(place.bytes)
    }
  }
  const fields: Record<number, readonly number[]> = {
    256: [width],
    257: [height],
    258: Array<number>(channels).fill(bits),
    259: [8],
    262: [channels === 1 ? 1 : 2],
    277: [channels],
    322: [tile],
    323: [tile],
    324: offsets,
    325: counts,
    ...instead,
  }
  const entries = Object.entries(fields).map(([tag, values]) => ({ tag: Number(tag), values }))
  const directory = new DataView(new ArrayBuffer(2 + 12 * entries.length + 4))
  directory.setUint16(0, entries.length, true)
  let beyond = length + directory.byteLength
  const outside: Uint32Array[] = []
  entries.forEach(({ tag, values }, i) => {
    const at = 2 + 12 * i
    directory.setUint16(at, tag, true)
    directory.setUint16(at + 2, 4, true)
    directory.setUint32(at + 4, values.length, true)
    directory.setUint32(at + 8, values.length === 1 ? (values[0] ?? 0) : beyond, true)
    if (values.length === 1) return
    outside.push(Uint32Array.from(values))
    beyond += 4 * values.length
  })
  directory.setUint32(directory.byteLength - 4, next, true)
  const file = new Uint8Array(beyond)
  file.set([0x49, 0x49, 42, 0])
  new DataView(file.buffer).setUint32(4, length, true)
  let at = 8
  for (const part of [...parts, new Uint8Array(directory.buffer)]) {
    file.set(part, at)
    at += part.length
  }
  for (const values of outside) {
    file.set(new Uint8Array(values.buffer), at)
    at += values.byteLength
  }
  return file
}
