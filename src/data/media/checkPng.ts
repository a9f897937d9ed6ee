import { crc32 } from '../../files/crc32.ts'
import { endsEarly, isDamaged } from './damagedFile.ts'

const SIGNATURE_BYTES = 8
/** Length, type and checksum around a chunk's data. */
const CHUNK_FRAME_BYTES = 12

/**
 * Walks the chunks of a PNG up to IEND and checks the checksums of those that make the picture: browsers show the
 * upper part of a broken file as if it were whole. Throws a LimnError 'truncated-image'.
 */
export function checkPng(bytes: Uint8Array, name: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = SIGNATURE_BYTES; ;) {
    if (at + CHUNK_FRAME_BYTES > bytes.length) endsEarly(name)
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = at + CHUNK_FRAME_BYTES + length
    if (!/^[A-Za-z]{4}$/.test(type)) isDamaged(name)
    if (end > bytes.length) endsEarly(name)
    // A capital first letter marks the chunks a decoder cannot do without.
    const isCritical = /^[A-Z]/.test(type)
    const stored = view.getUint32(end - 4)
    if (isCritical && crc32(bytes.subarray(at + 4, end - 4)) !== stored) isDamaged(name)
    if (type === 'IEND') return
    at = end
  }
}
