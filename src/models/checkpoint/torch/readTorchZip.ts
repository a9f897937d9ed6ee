import { readZipDirectory, type ZipEntry } from '../../../files/readZipDirectory.ts'
import { readZipEntry } from '../../../files/readZipEntry.ts'
import { CheckpointError } from '../safetensors.ts'
import type { PickleValue } from '../pickle/pickleValue.ts'
import { unpickle } from '../pickle/unpickle.ts'
import { storageOf } from './rebuildTensor.ts'
import { findTorchGlobal } from './torchGlobals.ts'
import type { ReadRecord } from './torchTensor.ts'

/** What `torch.save` was given, and how to read the storages that it names. */
export interface TorchFile {
  readonly root: PickleValue
  readonly readRecord: ReadRecord
}

/** The table of contents of a model of 10,000 tensors takes 2 MB. */
export const MAX_PICKLE_BYTES = 16 * 1024 * 1024

/**
 * Opens the zip format of PyTorch 1.6 and later: `<folder>/data.pkl` describes, `<folder>/data/<key>` are the storages,
 * `<folder>/byteorder` may tell their order. Throws a CheckpointError, or a LimnError for a broken zip.
 */
export async function readTorchZip(file: Blob, name: string): Promise<TorchFile> {
  const entries = entriesByPath(await readZipDirectory(file, name))
  const pickles = [...entries.keys()].filter((path) => /^([^/]+\/)?data\.pkl$/.test(path))
  const [pickle = '', second] = pickles
  const entry = entries.get(pickle)
  if (entry === undefined || second !== undefined) {
    throw new CheckpointError(
      entry === undefined
        ? 'The file is a zip archive, but not one that PyTorch wrote: it has no data.pkl.'
        : 'The file holds two models in one archive.',
      'Save the weights alone: torch.save(model.state_dict(), …).',
    )
  }
  const folder = pickle.slice(0, -'data.pkl'.length)
  if (entries.has(`${folder}constants.pkl`)) {
    throw new CheckpointError(
      'The file is a TorchScript program, not a list of weights.',
      'Save the weights alone: torch.save(model.state_dict(), …).',
    )
  }
  await requireLittleEndian(file, name, entries.get(`${folder}byteorder`))
  const bytes = await readZipEntry(file, name, entry, { maxBytes: MAX_PICKLE_BYTES })
  const { value } = unpickle(bytes, { findGlobal: findTorchGlobal, loadPersistent: storageOf })
  const readEntry = async (key: string, length: number) => {
    const record = entries.get(`${folder}data/${key}`)
    if (record === undefined || record.unpackedBytes < length) {
      throw new CheckpointError(
        `The values of storage “${key}” are missing from the file, in whole or in part: it is damaged.`,
      )
    }
    // Alignment may round a record up, by less than a page.
    return readZipEntry(file, name, record, { maxBytes: length + 4096 })
  }
  return { root: value, readRecord: rememberLast(readEntry) }
}

/** Tensors that share a storage mostly follow each other; more than one storage is never kept. */
function rememberLast(read: ReadRecord): ReadRecord {
  let last: { key: string; length: number; bytes: Promise<Uint8Array<ArrayBuffer>> } | undefined
  return async (key, length) => {
    if (last?.key !== key || last.length < length) last = { key, length, bytes: read(key, length) }
    return last.bytes
  }
}

function entriesByPath(entries: readonly ZipEntry[]): ReadonlyMap<string, ZipEntry> {
  const byPath = new Map<string, ZipEntry>()
  for (const entry of entries) {
    if (byPath.has(entry.path)) {
      throw new CheckpointError(`The file holds “${entry.path}” twice: it is damaged or forged.`)
    }
    byPath.set(entry.path, entry)
  }
  return byPath
}

async function requireLittleEndian(
  file: Blob,
  name: string,
  entry: ZipEntry | undefined,
): Promise<void> {
  if (entry === undefined) return
  const order = new TextDecoder().decode(await readZipEntry(file, name, entry, { maxBytes: 64 }))
  if (order.trim() === 'little') return
  throw new CheckpointError(
    'The file was written on a big-endian machine, whose numbers Limn does not read.',
    'Save it again on an ordinary computer.',
  )
}
