import type { Checkpoint, CheckpointTensor } from './checkpoint.ts'
import { CheckpointError } from './safetensors.ts'
import { siblingOf, type NamedBlob } from './siblingOf.ts'
import type { ElementType } from './elementType.ts'
import { decodeFloat16 } from './float16.ts'

/** Element types of a weights manifest (tfjs-core, src/io/types.ts). */
const DTYPES: Readonly<Record<string, ElementType>> = {
  float32: 'F32',
  float16: 'F16',
  int32: 'I32',
  uint16: 'U16',
  uint8: 'U8',
  bool: 'BOOL',
}
const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
}

interface Quantization {
  readonly dtype: string
  readonly min: number
  readonly scale: number
}

/**
 * Opens a `model.json` of TensorFlow.js with its shards: names, shapes and layouts stay as they are (kernels are
 * `[height, width, in, out]`). Quantised weights are float32 when read. Throws a CheckpointError.
 */
export function openTfjsLayers(json: object, siblings: readonly NamedBlob[]): Checkpoint {
  const groups = 'weightsManifest' in json ? json.weightsManifest : undefined
  if (!Array.isArray(groups)) return doesNotAddUp()
  const tensors = new Map<string, CheckpointTensor>()
  for (const group of groups as readonly unknown[]) {
    if (!isRecord(group) || !isTexts(group['paths']) || !Array.isArray(group['weights'])) {
      return doesNotAddUp()
    }
    // The shards of a group are one run of bytes, cut anywhere; a Blob of Blobs copies nothing.
    const values = new Blob(group['paths'].map((path) => siblingOf(path, siblings).file))
    let begin = 0
    for (const weight of group['weights'] as readonly unknown[]) {
      const { name, tensor, bytes } = parseWeight(weight, values, begin)
      if (tensors.has(name)) {
        throw new CheckpointError(`The model.json names the weight “${name}” twice.`)
      }
      tensors.set(name, tensor)
      begin += bytes
    }
    if (begin !== values.size) {
      throw new CheckpointError(
        `The weights need ${begin} bytes, but their shards hold ${values.size}: they are cut short, or of another model.`,
        'Download model.json and its shards again, all of one version.',
      )
    }
  }
  return { format: 'tfjs-layers', tensors, modelPath: [], skipped: [], metadata: new Map() }
}

function parseWeight(
  weight: unknown,
  values: Blob,
  begin: number,
): { name: string; tensor: CheckpointTensor; bytes: number } {
  if (!isRecord(weight)) return doesNotAddUp()
  const { name, shape, dtype } = weight
  if (typeof name !== 'string' || typeof dtype !== 'string' || !isSizes(shape)) {
    return doesNotAddUp()
  }
  const quantization = parseQuantization(weight['quantization'])
  const stored = quantization?.dtype ?? dtype
  const size = Object.hasOwn(BYTES, stored) ? BYTES[stored] : undefined
  const type = Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined
  if (size === undefined || type === undefined) {
    throw new CheckpointError(`The weight “${name}” has the type ${dtype}, which is not read here.`)
  }
  const bytes = shape.reduce((product, length) => product * length, size)
  if (!(begin + bytes <= values.size)) {
    throw new CheckpointError(
      `The shards end before the weight “${name}”: they are cut short, or of another model.`,
    )
  }
  const readBytes = async () => {
    const raw = await values.slice(begin, begin + bytes).arrayBuffer()
    return quantization === undefined ? new Uint8Array(raw) : dequantize(raw, quantization)
  }
  return {
    name,
    bytes,
    tensor: { dtype: quantization === undefined ? type : 'F32', shape, readBytes },
  }
}

/** `value * scale + min`; float16 needs neither. */
function dequantize(
  raw: ArrayBuffer,
  { dtype, min, scale }: Quantization,
): Uint8Array<ArrayBuffer> {
  if (dtype === 'float16') {
    const widened = decodeFloat16(new Uint16Array(raw))
    return new Uint8Array(widened.slice().buffer)
  }
  const steps = dtype === 'uint8' ? new Uint8Array(raw) : new Uint16Array(raw)
  const values = new Float32Array(steps.length)
  for (let i = 0; i < steps.length; i++) values[i] = (steps[i] ?? 0) * scale + min
  return new Uint8Array(values.buffer)
}

function parseQuantization(fields: unknown): Quantization | undefined {
  if (fields === undefined) return undefined
  if (!isRecord(fields)) return doesNotAddUp()
  const { dtype, min = 0, scale = 1 } = fields
  const isKnown = dtype === 'float16' || dtype === 'uint8' || dtype === 'uint16'
  if (!isKnown || typeof min !== 'number' || typeof scale !== 'number') return doesNotAddUp()
  return { dtype, min, scale }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0)
}

function doesNotAddUp(): never {
  throw new CheckpointError(
    'The weights manifest of the model.json does not add up: it is damaged.',
  )
}
