import { fail } from '../../domain/failure.ts'
import { inflateEntry } from '../../files/inflateEntry.ts'
import { readZipDirectory, sliceEntry, type ZipEntry } from '../../files/readZipDirectory.ts'
import { clean, FileTree, type TreeFile } from './fileTree.ts'
import type { ReportBuilder } from './importReport.ts'

/** A file as it was dropped or picked, with its folders. */
export interface GivenFile {
  readonly path: string
  readonly file: Blob
}

const MAX_ENTRIES = 400_000
const MAX_ENTRY_BYTES = 2 ** 29
const STORED = 0
const DEFLATED = 8

/** One tree of all files; zips among them are opened, their entries unpacked when they are read. */
export async function openFiles(
  given: readonly GivenFile[],
  report: ReportBuilder,
): Promise<FileTree> {
  const files: TreeFile[] = []
  for (const { path, file } of given) {
    if (isHousekeeping(path)) continue
    if (await isZip(file)) files.push(...(await openZip(file, path, report)))
    else files.push({ path: clean(path), bytes: file.size, open: () => Promise.resolve(file) })
  }
  return new FileTree(files)
}

async function isZip(file: Blob): Promise<boolean> {
  const [a, b, c] = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  return a === 0x50 && b === 0x4b && (c === 3 || c === 5)
}

async function openZip(file: Blob, name: string, report: ReportBuilder): Promise<TreeFile[]> {
  const entries = await readZipDirectory(file, name)
  if (entries.length > MAX_ENTRIES) {
    fail(
      'bad-archive',
      `${name} holds ${entries.length.toLocaleString('en-US')} files; Limn opens up to ${MAX_ENTRIES.toLocaleString('en-US')}.`,
      'Drop the dataset in parts.',
    )
  }
  return entries.flatMap((entry) => {
    if (isHousekeeping(entry.path)) return []
    const why = unreadable(entry)
    if (why !== null) {
      report.skip(name, entry.path, why)
      return []
    }
    const open = () => openEntry(file, name, entry)
    return [{ path: clean(entry.path), bytes: entry.unpackedBytes, open }]
  })
}

async function openEntry(file: Blob, name: string, entry: ZipEntry): Promise<Blob> {
  const packed = await sliceEntry(file, name, entry)
  if (entry.method === STORED) return packed
  const result = await inflateEntry(packed, {
    maxBytes: Math.min(MAX_ENTRY_BYTES, Math.max(entry.unpackedBytes, 1)),
  })
  if (result.kind === 'done') return new Blob(result.parts)
  return fail(
    'bad-archive',
    `${entry.path} in ${name} does not unpack to what the archive says.`,
    'Make the zip again, or drop the folder itself.',
  )
}

function unreadable({ isEncrypted, method, unpackedBytes }: ZipEntry): string | null {
  if (isEncrypted) return 'Is locked with a password.'
  if (method !== STORED && method !== DEFLATED) return 'Is packed in a way Limn does not read.'
  return unpackedBytes > MAX_ENTRY_BYTES ? 'Is larger than 512 MiB.' : null
}

/** Folders, and what macOS and Windows leave behind. */
function isHousekeeping(path: string): boolean {
  return (
    path.endsWith('/') ||
    path.split('/').some((part) => part.startsWith('._') || part === '__MACOSX') ||
    /(^|\/)(thumbs\.db|desktop\.ini|\.ds_store)$/i.test(path)
  )
}
