import { duplicateKey } from './duplicateKey.ts'
import {
  elementBytes,
  isElementType,
  valuesOf,
  type ElementType,
  type TensorValues,
} from './elementType.ts'

export interface StoredTensor {
  /** As the file names it: F32, F16, BF16, I64, … */
  readonly dtype: string
  readonly shape: readonly number[]
  /** Row-major. May be a view on the file: do not transfer the file's buffer while this is in use. */
  readonly data: TensorValues
}

/** The weights of a model by name. */
export type StateDict = ReadonlyMap<string, StoredTensor>

const METADATA = '__metadata__'
const LENGTH_BYTES = 8
/** The reference reader's limit (https://github.com/huggingface/safetensors, safetensors/src/tensor.rs). */
const MAX_HEADER_BYTES = 100_000_000

/** The file is not what its name says. The message is a sentence for the person who chose the file. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError'
  /** What to do now, one sentence. */
  readonly remedy: string

  constructor(message: string, remedy = 'Copy or download the file again, then drop it here.') {
    super(message)
    this.remedy = remedy
  }
}

/** One tensor as a safetensors header describes it; offsets count from the end of the header. */
export interface SafetensorsEntry {
  readonly name: string
  readonly dtype: ElementType
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
  const valuesStart = LENGTH_BYTES + readHeaderLength(file, file.byteLength)
  const { entries } = parseHeader(
    file.subarray(LENGTH_BYTES, valuesStart),
    file.byteLength - valuesStart,
  )
  const tensors = new Map<string, StoredTensor>()
  for (const { name, dtype, shape, begin, end } of entries) {
    const bytes = file.subarray(valuesStart + begin, valuesStart + end)
    tensors.set(name, { dtype, shape, data: valuesOf(dtype, bytes) })
  }
  return tensors
}

export interface SafetensorsHeader {
  readonly entries: readonly SafetensorsEntry[]
  /** What the writer noted, text by name. */
  readonly metadata: ReadonlyMap<string, string>
  /** Where in the file offset 0 is. */
  readonly valuesStart: number
}

/** Reads the header alone: the values stay in the file. Throws a CheckpointError like `parseSafetensors`. */
export async function readSafetensorsHeader(file: Blob): Promise<SafetensorsHeader> {
  const bytesOf = async (begin: number, end: number) =>
    new Uint8Array(await file.slice(begin, end).arrayBuffer())
  const valuesStart = LENGTH_BYTES + readHeaderLength(await bytesOf(0, LENGTH_BYTES), file.size)
  const header = parseHeader(await bytesOf(LENGTH_BYTES, valuesStart), file.size - valuesStart)
  return { ...header, valuesStart }
}

/** `start` is the first eight bytes, or more. */
function readHeaderLength(start: Uint8Array<ArrayBuffer>, fileBytes: number): number {
  if (fileBytes < LENGTH_BYTES) {
    throw new CheckpointError(
      `The file has ${fileBytes} bytes; a safetensors file begins with eight bytes of header length.`,
    )
  }
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true)
  if (length > BigInt(MAX_HEADER_BYTES) || Number(length) > fileBytes - LENGTH_BYTES) {
    throw new CheckpointError(
      `The file says its header is ${length.toString()} bytes long, but it has only ${fileBytes} in all: it is cut short, or not a safetensors file.`,
    )
  }
  return Number(length)
}

function parseHeader(
  bytes: Uint8Array,
  valueBytes: number,
): { entries: SafetensorsEntry[]; metadata: ReadonlyMap<string, string> } {
  const header = parseJson(bytes)
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, fields]) => parseEntry(name, fields))
  refuseGapsAndOverlaps(entries, valueBytes)
  const metadata = Object.hasOwn(header, METADATA) ? parseMetadata(header[METADATA]) : new Map()
  return { entries, metadata }
}

function parseMetadata(fields: unknown): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>()
  for (const [name, value] of isRecord(fields) ? Object.entries(fields) : [['', fields] as const]) {
    if (typeof value !== 'string') {
      throw new CheckpointError('The notes of the file (“__metadata__”) are not a list of texts.')
    }
    metadata.set(name, value)
  }
  return metadata
}

function parseJson(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let text = ''
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    header = JSON.parse(text)
  } catch {
    // Told below: the parser's own words mean nothing to the person who chose the file.
  }
  const repeated = isRecord(header) ? duplicateKey(text) : undefined
  if (repeated !== undefined) {
    throw new CheckpointError(`The header of the file names “${repeated}” twice.`)
  }
  if (isRecord(header)) return header
  throw new CheckpointError(
    'The header of the file is not a JSON object: it is not a safetensors file, or it is damaged.',
  )
}

function parseEntry(name: string, fields: unknown): SafetensorsEntry {
  const refuse = (what: string): never => {
    throw new CheckpointError(`The tensor “${name}” ${what}.`)
  }
  if (!isRecord(fields)) return refuse('is not described by a JSON object')
  const { dtype, shape, data_offsets: offsets } = fields
  if (typeof dtype !== 'string') return refuse('has no element type')
  if (!isElementType(dtype)) return refuse(`has the element type ${dtype}, which is not known here`)
  if (!isSizes(shape)) return refuse('has a shape that is not a list of whole numbers')
  if (!isSizes(offsets) || offsets.length !== 2) return refuse('has no two byte offsets')
  const [begin = 0, end = 0] = offsets
  const bytes = shape.reduce((product, size) => product * size, elementBytes(dtype))
  if (end - begin !== bytes) {
    return refuse(
      `has ${end - begin} bytes, but its shape [${shape.join(', ')}] of ${dtype} needs ${bytes}`,
    )
  }
  return { name, dtype, shape, begin, end }
}

/** The format allows neither: each byte after the header belongs to one tensor. */
function refuseGapsAndOverlaps(entries: readonly SafetensorsEntry[], valueBytes: number): void {
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

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}
