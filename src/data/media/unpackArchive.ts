import { fail } from '../../domain/failure.ts'
import { inflateEntry, inflateHead } from '../../files/inflateEntry.ts'
import { readZipDirectory, sliceEntry, type ZipEntry } from '../../files/readZipDirectory.ts'
import { SNIFF_BYTES, sniffFormat } from './sniffFormat.ts'

export interface UnpackLimits {
  readonly maxEntries: number
  /** One unpacked file. */
  readonly maxFileBytes: number
  /** All unpacked files together. */
  readonly maxTotalBytes: number
}

/** Far above any photo collection dropped in one go, far below what fills a disk. */
export const UNPACK_LIMITS: UnpackLimits = {
  maxEntries: 20_000,
  maxFileBytes: 512 * 1024 * 1024,
  maxTotalBytes: 8 * 1024 * 1024 * 1024,
}

export interface UnpackOptions {
  readonly signal?: AbortSignal
  /** Called for every picture as soon as it is unpacked. `fraction` is of the packed bytes, 0 to 1. */
  readonly onFound?: (picture: { name: string; file: Blob }, fraction: number) => void
  readonly limits?: UnpackLimits
}

const STORED = 0
const DEFLATED = 8

const METHOD_NAMES: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
  99: 'AES encryption',
}

/** A picture by its name: handed on even when its bytes are something else, so that the person hears why it fails. */
const PICTURE_NAME = /\.(jpe?g|jfif|png|apng|webp|avif|gif|bmp|dib|tiff?|heic|heif|jxl|psd)$/i

/**
 * Takes the pictures out of a zip, from any folder, one at a time. Returns the paths it left (no picture, locked,
 * compressed in a way it cannot read, or beyond the limits). Throws a LimnError 'bad-archive' when the archive is
 * broken, holds no picture, or unpacks beyond all measure.
 */
export async function unpackArchive(
  { name, file }: { name: string; file: Blob },
  { signal, onFound, limits = UNPACK_LIMITS }: UnpackOptions = {},
): Promise<{ skipped: string[] }> {
  const entries = (await readZipDirectory(file, name)).filter(({ path }) => !isHousekeeping(path))
  if (entries.length > limits.maxEntries) {
    fail(
      'bad-archive',
      `${name} holds ${entries.length.toLocaleString('en-US')} files; Limn opens up to ${limits.maxEntries.toLocaleString('en-US')} at a time.`,
      'Drop the pictures in smaller groups.',
    )
  }
  const packedTotal = Math.max(1, sum(entries.map(({ packedBytes }) => packedBytes)))
  const skipped: string[] = []
  let found = 0
  let packedDone = 0
  let unpackedTotal = 0
  for (const entry of entries) {
    signal?.throwIfAborted()
    packedDone += entry.packedBytes
    const unpacked = await unpackPicture(file, name, entry, { limits, signal })
    if (unpacked === null) {
      skipped.push(entry.path)
      continue
    }
    unpackedTotal += unpacked.size
    if (unpackedTotal > limits.maxTotalBytes) {
      fail(
        'bad-archive',
        `${name} unpacks to more than ${Math.floor(limits.maxTotalBytes / 2 ** 30)} GiB, so Limn stopped after ${found} pictures.`,
        'Drop the remaining pictures in smaller groups.',
      )
    }
    found += 1
    const picture = { name: entry.path.split('/').at(-1) ?? entry.path, file: unpacked }
    onFound?.(picture, packedDone / packedTotal)
  }
  if (found === 0) holdsNoPicture(name, entries)
  return { skipped }
}

/** Null when the entry is left alone. */
async function unpackPicture(
  file: Blob,
  name: string,
  entry: ZipEntry,
  { limits, signal }: { limits: UnpackLimits; signal: AbortSignal | undefined },
): Promise<Blob | null> {
  if (!isReadable(entry) || entry.unpackedBytes > limits.maxFileBytes) return null
  const packed = await sliceEntry(file, name, entry)
  const isPictureByName = PICTURE_NAME.test(entry.path)
  if (!isPictureByName && !(await looksLikePicture(packed, entry))) return null
  if (entry.method === STORED) {
    // Own bytes, so that the archive itself need not be kept.
    return new Blob([await packed.arrayBuffer()])
  }
  const result = await inflateEntry(packed, { maxBytes: limits.maxFileBytes, signal })
  if (result.kind === 'done') return new Blob(result.parts)
  // A damaged picture goes on empty-handed: it is named among those that were left.
  return null
}

/** Looks at the first bytes only, for pictures whose name does not tell. */
async function looksLikePicture(packed: Blob, entry: ZipEntry): Promise<boolean> {
  const start = packed.slice(0, 4 * SNIFF_BYTES)
  if (entry.method === STORED) {
    return isPicture(new Uint8Array(await start.arrayBuffer()))
  }
  return isPicture(inflateHead(new Uint8Array(await start.arrayBuffer())))
}

function isPicture(head: Uint8Array): boolean {
  return sniffFormat(head.subarray(0, SNIFF_BYTES)).kind === 'picture'
}

function isReadable({ isEncrypted, method }: ZipEntry): boolean {
  return !isEncrypted && (method === STORED || method === DEFLATED)
}

/** Folders, and what macOS and Windows leave behind. */
function isHousekeeping(path: string): boolean {
  return (
    path.endsWith('/') ||
    path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX') ||
    /(^|\/)(thumbs\.db|desktop\.ini)$/i.test(path)
  )
}

function holdsNoPicture(name: string, entries: readonly ZipEntry[]): never {
  if (entries.length === 0) {
    fail('bad-archive', `${name} is an empty archive.`, 'Drop pictures, or a zip that holds some.')
  }
  const pictures = entries.filter(({ path }) => PICTURE_NAME.test(path))
  if (pictures.some(({ isEncrypted }) => isEncrypted)) {
    fail(
      'bad-archive',
      `${name} is locked with a password.`,
      'Unpack it with your archive program and drop the pictures.',
    )
  }
  const unreadable = pictures.find((entry) => !isReadable(entry))
  if (unreadable !== undefined) {
    const method = METHOD_NAMES[unreadable.method] ?? `method ${unreadable.method}`
    fail(
      'bad-archive',
      `${name} is compressed with ${method}, which Limn does not read.`,
      'Unpack it with your archive program and drop the pictures.',
    )
  }
  if (pictures.length > 0) {
    fail(
      'bad-archive',
      `No picture in ${name} could be unpacked: they are damaged or too large.`,
      'Copy or download it again, or unpack it and drop the pictures.',
    )
  }
  const count = entries.length === 1 ? '1 other file' : `${entries.length} other files`
  fail('bad-archive', `${name} holds no pictures, only ${count}.`, 'Drop a zip that holds some.')
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
