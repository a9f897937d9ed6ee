import { fail } from '../domain/failure.ts'
import { crc32 } from './crc32.ts'
import { inflateEntry } from './inflateEntry.ts'
import { sliceEntry, type ZipEntry } from './readZipDirectory.ts'

const STORED = 0
const DEFLATED = 8

/**
 * The unpacked bytes of one file of a zip, checked against the length and the CRC-32 that its directory states. Never
 * takes more memory than `maxBytes`. Throws a LimnError 'bad-archive'.
 */
export async function readZipEntry(
  file: Blob,
  name: string,
  entry: ZipEntry,
  { maxBytes, signal }: { maxBytes: number; signal?: AbortSignal | undefined },
): Promise<Uint8Array<ArrayBuffer>> {
  const refuse = (fault: string): never =>
    fail('bad-archive', `${entry.path} in ${name} ${fault}.`, 'Copy or download it again.')
  if (entry.isEncrypted) refuse('is locked with a password')
  if (entry.unpackedBytes > maxBytes) refuse(`is larger than its ${maxBytes} bytes may be`)
  const packed = await sliceEntry(file, name, entry)
  let bytes: Uint8Array<ArrayBuffer>
  if (entry.method === STORED) {
    bytes = new Uint8Array(await packed.arrayBuffer())
  } else if (entry.method === DEFLATED) {
    const result = await inflateEntry(packed, { maxBytes: entry.unpackedBytes, signal })
    if (result.kind !== 'done') return refuse('is damaged: it does not unpack as it should')
    bytes = new Uint8Array(await new Blob(result.parts).arrayBuffer())
  } else {
    return refuse(`is packed by a method that is not read here (${entry.method})`)
  }
  if (bytes.length !== entry.unpackedBytes) refuse('is damaged: it has another length than stated')
  // PyTorch can be told to write no checksums; the field is zero then.
  if (entry.checksum !== 0 && crc32(bytes) !== entry.checksum) {
    refuse('is damaged: its bytes do not match their checksum')
  }
  return bytes
}
