import { fail } from '../domain/failure.ts'
import { crc32 } from './crc32.ts'

const LOCAL_BYTES = 30
const ENTRY_BYTES = 46
const END_BYTES = 22
/** The classic zip format counts bytes in 32 bits. */
const MAX_ZIP_BYTES = 0xffffffff
/** 1980-01-01, so that the same files give the same archive. */
const DATE = (1 << 5) | 1
/** Names the padding as PyTorch does. */
const PADDING_ID = 0x4246

export interface StoredFile {
  readonly path: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * A zip of files as they are, not compressed, piece by piece: no more than one file is held at a time. The bytes of
 * each file begin at a multiple of `align` bytes. Throws a LimnError 'bad-request' beyond 4 GB.
 */
export async function* zipStored(
  files: AsyncIterable<StoredFile>,
  { align }: { align: number },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const directory: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for await (const { path, bytes } of files) {
    const name = new TextEncoder().encode(path)
    const fields = { checksum: crc32(bytes), size: bytes.length, name }
    const padding = paddingFor(offset + LOCAL_BYTES + name.length, align)
    const header = new Uint8Array(LOCAL_BYTES + name.length + padding)
    writeLocal(header, fields, padding)
    directory.push(directoryEntry(fields, offset))
    offset += header.length + bytes.length
    if (offset > MAX_ZIP_BYTES) {
      fail(
        'bad-request',
        'The file would be larger than 4 GB, which this format does not hold.',
        'Export as safetensors instead.',
      )
    }
    yield header
    yield bytes
  }
  yield* directory
  yield endOf(directory, offset)
}

interface FileFields {
  readonly checksum: number
  readonly size: number
  readonly name: Uint8Array
}

/** An extra field has four bytes of its own. */
function paddingFor(end: number, align: number): number {
  return 4 + ((align - ((end + 4) % align)) % align)
}

function writeLocal(header: Uint8Array<ArrayBuffer>, fields: FileFields, padding: number): void {
  const view = new DataView(header.buffer)
  view.setUint32(0, 0x04034b50, true)
  writeShared(view, 4, fields)
  view.setUint16(28, padding, true)
  header.set(fields.name, LOCAL_BYTES)
  const extra = LOCAL_BYTES + fields.name.length
  view.setUint16(extra, PADDING_ID, true)
  view.setUint16(extra + 2, padding - 4, true)
}

function directoryEntry(fields: FileFields, offset: number): Uint8Array<ArrayBuffer> {
  const entry = new Uint8Array(ENTRY_BYTES + fields.name.length)
  const view = new DataView(entry.buffer)
  view.setUint32(0, 0x02014b50, true)
  view.setUint16(4, 20, true)
  writeShared(view, 6, fields)
  view.setUint32(42, offset, true)
  entry.set(fields.name, ENTRY_BYTES)
  return entry
}

/** From "version needed" to the length of the name, which both headers have in common. */
function writeShared(view: DataView, at: number, { checksum, size, name }: FileFields): void {
  view.setUint16(at, 20, true)
  // Names are UTF-8.
  view.setUint16(at + 2, 0x800, true)
  view.setUint16(at + 8, DATE, true)
  view.setUint32(at + 10, checksum, true)
  view.setUint32(at + 14, size, true)
  view.setUint32(at + 18, size, true)
  view.setUint16(at + 22, name.length, true)
}

function endOf(directory: readonly Uint8Array[], offset: number): Uint8Array<ArrayBuffer> {
  const end = new Uint8Array(END_BYTES)
  const view = new DataView(end.buffer)
  view.setUint32(0, 0x06054b50, true)
  view.setUint16(8, directory.length, true)
  view.setUint16(10, directory.length, true)
  view.setUint32(
    12,
    directory.reduce((sum, { length }) => sum + length, 0),
    true,
  )
  view.setUint32(16, offset, true)
  return end
}
