/** Bytes taken at a time, each through a table of its own ("slicing by four", Kounavis and Berry 2005). */
const SLICES = 4

/** Table `s` gives what a byte does to the checksum when `s` more bytes follow it. */
const [T0, T1, T2, T3] = makeTables()

/** CRC-32 as PNG and ZIP use it (ISO 3309). Parts are chained by handing on the last result. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous
  let at = 0
  for (const end = bytes.length - (SLICES - 1); at < end; at += SLICES) {
    const a = (crc ^ (bytes[at] ?? 0)) & 0xff
    const b = ((crc >>> 8) ^ (bytes[at + 1] ?? 0)) & 0xff
    const c = ((crc >>> 16) ^ (bytes[at + 2] ?? 0)) & 0xff
    const d = (crc >>> 24) ^ (bytes[at + 3] ?? 0)
    crc = (T3[a] ?? 0) ^ (T2[b] ?? 0) ^ (T1[c] ?? 0) ^ (T0[d] ?? 0)
  }
  for (; at < bytes.length; at++) crc = (T0[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}

type Table = Int32Array

function makeTables(): readonly [Table, Table, Table, Table] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
    return value
  })
  const shift = (table: Table) => table.map((value) => (value >>> 8) ^ (first[value & 0xff] ?? 0))
  const second = shift(first)
  const third = shift(second)
  return [first, second, third, shift(third)]
}
