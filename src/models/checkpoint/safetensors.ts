import { decodeFloat16 } from './float16.ts'

/** Element types that become typed arrays. Half precision is widened, so that every float tensor is float32. */
export type TensorValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

export interface StoredTensor {
  /** As the file names it: F32, F16, BF16, I64, … */
  readonly dtype: string
  readonly shape: readonly number[]
  /** Row-major. May be a view on the file: do not transfer the file's buffer while this is in use. */
  readonly data: TensorValues
}

interface Element {
  readonly bytes: number
  readonly read: (buffer: ArrayBuffer, offset: number, count: number) => TensorValues
}

const ELEMENTS: Readonly<Record<string, Element>> = {
  F64: { bytes: 8, read: (buffer, at, count) => new Float64Array(buffer, at, count) },
  F32: { bytes: 4, read: (buffer, at, count) => new Float32Array(buffer, at, count) },
  F16: { bytes: 2, read: (buffer, at, count) => decodeFloat16(new Uint16Array(buffer, at, count)) },
  BF16: { bytes: 2, read: (buffer, at, count) => widen(new Uint16Array(buffer, at, count)) },
  I64: { bytes: 8, read: (buffer, at, count) => new BigInt64Array(buffer, at, count) },
  U64: { bytes: 8, read: (buffer, at, count) => new BigUint64Array(buffer, at, count) },
  I32: { bytes: 4, read: (buffer, at, count) => new Int32Array(buffer, at, count) },
  U32: { bytes: 4, read: (buffer, at, count) => new Uint32Array(buffer, at, count) },
  I16: { bytes: 2, read: (buffer, at, count) => new Int16Array(buffer, at, count) },
  U16: { bytes: 2, read: (buffer, at, count) => new Uint16Array(buffer, at, count) },
  I8: { bytes: 1, read: (buffer, at, count) => new Int8Array(buffer, at, count) },
  U8: { bytes: 1, read: (buffer, at, count) => new Uint8Array(buffer, at, count) },
  BOOL: { bytes: 1, read: (buffer, at, count) => new Uint8Array(buffer, at, count) },
}

const LENGTH_BYTES = 8
/** The reference reader's limit (https://github.com/huggingface/safetensors, safetensors/src/tensor.rs). */
const MAX_HEADER_BYTES = 100_000_000

/** The file is not what its name says. The message is a sentence for the person who chose the file. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
}

interface Entry {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

/**
 * Reads a safetensors file: eight bytes of header length, a JSON header, the values little-endian and without gaps
 * (https://github.com/huggingface/safetensors, "Format"). Nothing in the file is believed before it is checked.
 *
 * @throws CheckpointError when a length, offset, shape or type does not add up
 */
export function parseSafetensors(file: Uint8Array<ArrayBuffer>): Map<string, StoredTensor> {
  const headerBytes = readHeaderLength(file)
  const valuesStart = LENGTH_BYTES + headerBytes
  const header = parseHeader(file.subarray(LENGTH_BYTES, valuesStart))
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, fields]) => parseEntry(name, fields))
  refuseGapsAndOverlaps(entries, file.byteLength - valuesStart)

  const tensors = new Map<string, StoredTensor>()
  for (const { name, dtype, shape, begin, end } of entries) {
    const data = readValues(file, dtype, valuesStart + begin, valuesStart + end)
    tensors.set(name, { dtype, shape, data })
  }
  return tensors
}

function readHeaderLength(file: Uint8Array<ArrayBuffer>): number {
  if (file.byteLength < LENGTH_BYTES) {
    throw new CheckpointError(
      `The file has ${file.byteLength} bytes; a safetensors file begins with eight bytes of header length.`,
    )
  }
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true)
  if (length > BigInt(MAX_HEADER_BYTES) || Number(length) > file.byteLength - LENGTH_BYTES) {
    throw new CheckpointError(
      `The file says its header is ${length.toString()} bytes long, but it has only ${file.byteLength} in all: it is cut short, or not a safetensors file.`,
    )
  }
  return Number(length)
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (isRecord(header)) return header
  } catch {
    // Told below: the parser's own words mean nothing to the person who chose the file.
  }
  throw new CheckpointError(
    'The header of the file is not a JSON object: it is not a safetensors file, or it is damaged.',
  )
}

function parseEntry(name: string, fields: unknown): Entry {
  const refuse = (what: string): never => {
    throw new CheckpointError(`The tensor “${name}” ${what}.`)
  }
  if (!isRecord(fields)) return refuse('is not described by a JSON object')
  const { dtype, shape, data_offsets: offsets } = fields
  if (typeof dtype !== 'string') return refuse('has no element type')
  const element = elementOf(dtype)
  if (element === undefined) return refuse(`has the element type ${dtype}, which is not known here`)
  if (!isSizes(shape)) return refuse('has a shape that is not a list of whole numbers')
  if (!isSizes(offsets) || offsets.length !== 2) return refuse('has no two byte offsets')
  const [begin = 0, end = 0] = offsets
  const bytes = shape.reduce((product, size) => product * size, element.bytes)
  if (end - begin !== bytes) {
    return refuse(
      `has ${end - begin} bytes, but its shape [${shape.join(', ')}] of ${dtype} needs ${bytes}`,
    )
  }
  return { name, dtype, shape, begin, end }
}

/** The format allows neither: each byte after the header belongs to one tensor. */
function refuseGapsAndOverlaps(entries: readonly Entry[], valueBytes: number): void {
  let end = 0
  for (const entry of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (entry.begin !== end) {
      const fault = entry.begin < end ? 'overlaps the tensor before it' : 'leaves a gap before it'
      throw new CheckpointError(`The tensor “${entry.name}” ${fault}.`)
    }
    end = entry.end
    if (end > valueBytes) {
      throw new CheckpointError(
        `The tensor “${entry.name}” ends at byte ${end}, but the file holds ${valueBytes} bytes of values: it is cut short.`,
      )
    }
  }
  if (end !== valueBytes) {
    throw new CheckpointError(`The file has ${valueBytes - end} bytes that belong to no tensor.`)
  }
}

function readValues(
  file: Uint8Array<ArrayBuffer>,
  dtype: string,
  begin: number,
  end: number,
): TensorValues {
  const element = elementOf(dtype)
  if (element === undefined) throw new CheckpointError(`The element type ${dtype} is not known.`)
  const count = (end - begin) / element.bytes
  const at = file.byteOffset + begin
  // Typed arrays begin at a multiple of their element size; the format does not promise that.
  if (at % element.bytes === 0) return element.read(file.buffer, at, count)
  return element.read(file.slice(begin, end).buffer, 0, count)
}

/** bfloat16 is the upper half of a float32. */
function widen(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] ?? 0) << 16
  return new Float32Array(words.buffer)
}

function elementOf(dtype: string): Element | undefined {
  return Object.hasOwn(ELEMENTS, dtype) ? ELEMENTS[dtype] : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}
