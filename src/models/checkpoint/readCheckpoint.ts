import type { Checkpoint } from './checkpoint.ts'
import { openSafetensors } from './openSafetensors.ts'
import { openShards } from './openShards.ts'
import { openTfjsLayers } from './openTfjsLayers.ts'
import { openTorch } from './openTorch.ts'
import { CheckpointError } from './safetensors.ts'
import { siblingOf, type NamedBlob } from './siblingOf.ts'

type FileFormat =
  | 'pytorch'
  | 'pytorch-legacy'
  | 'safetensors'
  | 'json'
  | 'hdf5'
  | 'gzip'
  | 'tar'
  | 'empty'
  | 'unknown'

/**
 * Opens a checkpoint by what its bytes are, whatever its name says. `siblings` are the files that came with it, among
 * which an index finds its shards. Only headers are read: each tensor stays in the file until it is asked for.
 *
 * @throws CheckpointError with a sentence for the person who chose the file
 */
export async function readCheckpoint(
  { name, file }: NamedBlob,
  siblings: readonly NamedBlob[] = [],
): Promise<Checkpoint> {
  const format = await sniffCheckpoint({ name, file })
  switch (format) {
    case 'pytorch':
    case 'pytorch-legacy':
      return openTorch(file, { name, format })
    case 'safetensors':
      return openSafetensors(file)
    case 'json':
      return openJson(file, siblings)
    case 'hdf5':
      return refuse('is a Keras HDF5 file', 'Convert it with tensorflowjs_converter to model.json.')
    case 'gzip':
      return refuse('is compressed with gzip', 'Unpack it, then drop what is in it.')
    case 'tar':
      return refuse('is of PyTorch before 0.1.10 (tar)', 'Load and save it with a newer PyTorch.')
    case 'empty':
      return refuse('is empty', 'Copy or download it again.')
    default:
      return refuse(
        'is no checkpoint that Limn knows',
        'Drop a PyTorch file (.pth, .pt), a .safetensors, or a model.json with its shards.',
      )
  }
}

/** By the first bytes; the name decides only where they tell nothing. */
export async function sniffCheckpoint({ name, file }: NamedBlob): Promise<FileFormat> {
  const head = new Uint8Array(await file.slice(0, 512).arrayBuffer())
  const startsWith = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte)
  if (head.length === 0) return 'empty'
  if (startsWith(0x50, 0x4b)) return 'pytorch'
  if (startsWith(0x80) && (head[1] ?? 0) <= 5 && !isSafetensorsStart(head, file.size)) {
    return 'pytorch-legacy'
  }
  if (startsWith(0x89, 0x48, 0x44, 0x46)) return 'hdf5'
  if (startsWith(0x1f, 0x8b)) return 'gzip'
  if (new TextDecoder('latin1').decode(head.subarray(257, 262)) === 'ustar') return 'tar'
  if (isSafetensorsStart(head, file.size)) return 'safetensors'
  if (/^\s*\{/.test(new TextDecoder('latin1').decode(head))) return 'json'
  if (/\.safetensors$/i.test(name)) return 'safetensors'
  return 'unknown'
}

/** Eight bytes of header length, then the brace of the header. */
function isSafetensorsStart(head: Uint8Array, fileBytes: number): boolean {
  if (head.length < 9 || head[8] !== 0x7b) return false
  return Number(new DataView(head.buffer).getBigUint64(0, true)) <= fileBytes
}

/** A model.json of TensorFlow.js, or the index of a checkpoint in shards. */
async function openJson(file: Blob, siblings: readonly NamedBlob[]): Promise<Checkpoint> {
  if (file.size > MAX_JSON_BYTES)
    refuse('is too large for an index', 'Drop the weights themselves.')
  let json: unknown
  try {
    json = JSON.parse(await file.text())
  } catch {
    return refuse('is not whole JSON', 'Copy or download it again.')
  }
  if (typeof json === 'object' && json !== null) {
    if ('weightsManifest' in json) return openTfjsLayers(json, siblings)
    if ('weight_map' in json) {
      return openShards(json.weight_map, (name) => readCheckpoint(siblingOf(name, siblings)))
    }
  }
  return refuse('is JSON, but describes no weights', 'Drop the model.json or the index of a model.')
}

const MAX_JSON_BYTES = 64 * 1024 * 1024

function refuse(what: string, remedy: string): never {
  throw new CheckpointError(`The file ${what}.`, remedy)
}
