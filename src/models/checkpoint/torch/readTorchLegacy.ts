import { elementBytes, type ElementType } from '../elementType.ts'
import { CheckpointError } from '../safetensors.ts'
import type { PickleValue } from '../pickle/pickleValue.ts'
import { unpickle } from '../pickle/unpickle.ts'
import { storageOf } from './rebuildTensor.ts'
import { MAX_PICKLE_BYTES, type TorchFile } from './readTorchZip.ts'
import { findTorchGlobal } from './torchGlobals.ts'

const MAGIC = 0x1950a86a20f9469cfc6cn
const PROTOCOL = 1001
/** Each storage is preceded by the count of its elements. */
const COUNT_BYTES = 8

/**
 * Opens the format of PyTorch before 1.6 (torch/serialization.py, `_legacy_save`): one pickle each for a magic number, a
 * version, the machine, what was saved and the keys of its storages; then the storages. Throws a CheckpointError.
 */
export async function readTorchLegacy(file: Blob): Promise<TorchFile> {
  const head = new Uint8Array(await file.slice(0, MAX_PICKLE_BYTES).arrayBuffer())
  let at = 0
  const types = new Map<string, ElementType>()
  const next = (): PickleValue => {
    const loadPersistent = (id: PickleValue) => {
      const storage = storageOf(id)
      types.set(storage.key, storage.dtype)
      return storage
    }
    const { value, end } = unpickle(head, { at, findGlobal: findTorchGlobal, loadPersistent })
    at = end
    return value
  }
  if (next() !== MAGIC) {
    throw new CheckpointError(
      'The file is a Python pickle, but not one that PyTorch wrote.',
      'Save the weights with torch.save(model.state_dict(), …).',
    )
  }
  const protocol = next()
  if (protocol !== PROTOCOL) {
    throw new CheckpointError(
      `The file is of version ${typeof protocol === 'number' ? protocol : 'unknown'} of PyTorch's format; only ${PROTOCOL} is known.`,
    )
  }
  const machine = next()
  if (machine instanceof Map && machine.get('little_endian') === false) {
    throw new CheckpointError(
      'The file was written on a big-endian machine, whose numbers Limn does not read.',
      'Save it again on an ordinary computer.',
    )
  }
  const root = next()
  const keys = next()
  const places = await findStorages(file, { keys, types, start: at })
  return {
    root,
    readRecord: async (key, bytes) => {
      const place = places.get(key)
      if (place === undefined || place.bytes < bytes) {
        throw new CheckpointError(
          `The values of storage “${key}” are missing from the file, in whole or in part: it is damaged.`,
        )
      }
      return new Uint8Array(await file.slice(place.begin, place.begin + bytes).arrayBuffer())
    },
  }
}

async function findStorages(
  file: Blob,
  {
    keys,
    types,
    start,
  }: { keys: PickleValue; types: ReadonlyMap<string, ElementType>; start: number },
): Promise<ReadonlyMap<string, { begin: number; bytes: number }>> {
  const places = new Map<string, { begin: number; bytes: number }>()
  let begin = start
  for (const key of Array.isArray(keys) ? keys : [null]) {
    const name = typeof key === 'number' ? String(key) : key
    const dtype = typeof name === 'string' ? types.get(name) : undefined
    if (typeof name !== 'string' || dtype === undefined || places.has(name)) {
      throw new CheckpointError('The list of storages in the file does not add up: it is damaged.')
    }
    const count = await readCount(file, begin)
    const bytes = count * elementBytes(dtype)
    begin += COUNT_BYTES
    if (!(begin + bytes <= file.size)) {
      throw new CheckpointError('The file ends in the middle of its values: it is cut short.')
    }
    places.set(name, { begin, bytes })
    begin += bytes
  }
  return places
}

async function readCount(file: Blob, at: number): Promise<number> {
  const bytes = await file.slice(at, at + COUNT_BYTES).arrayBuffer()
  if (bytes.byteLength < COUNT_BYTES) {
    throw new CheckpointError('The file ends in the middle of its values: it is cut short.')
  }
  return Number(new DataView(bytes).getBigUint64(0, true))
}
