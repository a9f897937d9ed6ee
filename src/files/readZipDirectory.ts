import { fail } from '../domain/failure.ts'

/** One file inside a zip as its central directory describes it (PKWARE APPNOTE 6.3.10, section 4.3.12). */
export interface ZipEntry {
  /** Path inside the archive, with forward slashes. */
  readonly path: string
  readonly isEncrypted: boolean
  /** 0 stored, 8 deflated; others are not read. */
  readonly method: number
  readonly packedBytes: number
  readonly unpackedBytes: number
  /** CRC-32 of the unpacked bytes; 0 also where the writer left it out. */
  readonly checksum: number
  /** Where its local header begins. */
  readonly offset: number
}

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const MAX_COMMENT_BYTES = 0xffff
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50
const ZIP64_LOCATOR_BYTES = 20
const ZIP64_END_SIGNATURE = 0x06064b50
const ZIP64_END_BYTES = 56
const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_BYTES = 30
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024

/**
 * Lists a zip from the directory at its end, the one place that is sure to tell sizes and encryption. Nothing is
 * unpacked. Throws a LimnError 'bad-archive'.
 */
export async function readZipDirectory(file: Blob, name: string): Promise<readonly ZipEntry[]> {
  const { offset, bytes } = await findDirectory(file, name)
  if (offset + bytes > file.size || bytes > MAX_DIRECTORY_BYTES) isBroken(name)
  const view = await viewOf(file, offset, bytes)
  const entries: ZipEntry[] = []
  for (let at = 0; at + ENTRY_BYTES <= view.byteLength;) {
    if (view.getUint32(at, true) !== ENTRY_SIGNATURE) isBroken(name)
    const nameBytes = view.getUint16(at + 28, true)
    const extraBytes = view.getUint16(at + 30, true)
    const commentBytes = view.getUint16(at + 32, true)
    const next = at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes
    if (next > view.byteLength) isBroken(name)
    entries.push(readEntry(view, at, { nameBytes, extraBytes }))
    at = next
  }
  return entries
}

/** The packed bytes of an entry, still in the file. Throws a LimnError 'bad-archive'. */
export async function sliceEntry(file: Blob, name: string, entry: ZipEntry): Promise<Blob> {
  if (entry.offset + LOCAL_BYTES > file.size) isBroken(name)
  const local = await viewOf(file, entry.offset, LOCAL_BYTES)
  if (local.getUint32(0, true) !== LOCAL_SIGNATURE) isBroken(name)
  const start = entry.offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true)
  if (start + entry.packedBytes > file.size) isBroken(name)
  return file.slice(start, start + entry.packedBytes)
}

async function findDirectory(file: Blob, name: string): Promise<{ offset: number; bytes: number }> {
  const tailStart = Math.max(0, file.size - END_BYTES - MAX_COMMENT_BYTES)
  const tail = await viewOf(file, tailStart, file.size - tailStart)
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_SIGNATURE) continue
    const large = await findZip64Directory(file, tailStart + at)
    return large ?? { bytes: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) }
  }
  return isBroken(name)
}

async function findZip64Directory(
  file: Blob,
  end: number,
): Promise<{ offset: number; bytes: number } | null> {
  const locatorStart = end - ZIP64_LOCATOR_BYTES
  if (locatorStart < 0) return null
  const locator = await viewOf(file, locatorStart, ZIP64_LOCATOR_BYTES)
  if (locator.getUint32(0, true) !== ZIP64_LOCATOR_SIGNATURE) return null
  const at = Number(locator.getBigUint64(8, true))
  if (at + ZIP64_END_BYTES > file.size) return null
  const view = await viewOf(file, at, ZIP64_END_BYTES)
  if (view.getUint32(0, true) !== ZIP64_END_SIGNATURE) return null
  return {
    bytes: Number(view.getBigUint64(40, true)),
    offset: Number(view.getBigUint64(48, true)),
  }
}

function readEntry(
  view: DataView,
  at: number,
  { nameBytes, extraBytes }: { nameBytes: number; extraBytes: number },
): ZipEntry {
  const flags = view.getUint16(at + 8, true)
  const rawPath = new Uint8Array(view.buffer, view.byteOffset + at + ENTRY_BYTES, nameBytes)
  const extraStart = at + ENTRY_BYTES + nameBytes
  const large = zip64Fields(view, extraStart, extraStart + extraBytes)
  // A field of all ones points to the zip64 record, which holds only those, in this order.
  const field = (offset: number) => {
    const value = view.getUint32(at + offset, true)
    return value === 0xffffffff ? Number(large.shift() ?? value) : value
  }
  const unpackedBytes = field(24)
  const packedBytes = field(20)
  return {
    path: decodePath(rawPath, (flags & 0x800) !== 0),
    isEncrypted: (flags & 1) !== 0,
    method: view.getUint16(at + 10, true),
    packedBytes,
    unpackedBytes,
    checksum: view.getUint32(at + 16, true),
    offset: field(42),
  }
}

function zip64Fields(view: DataView, start: number, end: number): bigint[] {
  for (let at = start; at + 4 <= end;) {
    const length = view.getUint16(at + 2, true)
    if (view.getUint16(at, true) === 1) {
      const count = Math.floor(Math.min(length, end - at - 4) / 8)
      return Array.from({ length: count }, (_, index) =>
        view.getBigUint64(at + 4 + 8 * index, true),
      )
    }
    at += 4 + length
  }
  return []
}

/** UTF-8 where it is valid or announced; else one byte a character, as old archivers wrote. */
function decodePath(bytes: Uint8Array, isUtf8: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: !isUtf8 }).decode(bytes).replaceAll('\\', '/')
  } catch {
    return new TextDecoder('windows-1252').decode(bytes).replaceAll('\\', '/')
  }
}

async function viewOf(file: Blob, start: number, bytes: number): Promise<DataView> {
  return new DataView(await file.slice(start, start + bytes).arrayBuffer())
}

function isBroken(name: string): never {
  fail(
    'bad-archive',
    `${name} is not a whole zip archive: its table of contents is missing or damaged.`,
    'Copy or download it again.',
  )
}
