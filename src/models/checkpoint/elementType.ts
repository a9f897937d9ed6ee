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

interface Element {
  readonly bytes: number
  readonly read: (buffer: ArrayBuffer, offset: number, count: number) => TensorValues
}

/** By the names of safetensors. Little-endian, as every machine that runs a browser is. */
const ELEMENTS = {
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
} as const satisfies Readonly<Record<string, Element>>

export type ElementType = keyof typeof ELEMENTS

export function isElementType(name: string): name is ElementType {
  return Object.hasOwn(ELEMENTS, name)
}

export function elementBytes(dtype: ElementType): number {
  return ELEMENTS[dtype].bytes
}

/** Row-major little-endian bytes as a typed array; a view on them where their place allows it and nothing is widened. */
export function valuesOf(dtype: ElementType, bytes: Uint8Array<ArrayBuffer>): TensorValues {
  const element: Element = ELEMENTS[dtype]
  const count = bytes.byteLength / element.bytes
  // Typed arrays begin at a multiple of their element size; no format promises that.
  if (bytes.byteOffset % element.bytes === 0) {
    return element.read(bytes.buffer, bytes.byteOffset, count)
  }
  return element.read(bytes.slice().buffer, 0, count)
}

/** bfloat16 is the upper half of a float32. */
function widen(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length)
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] ?? 0) << 16
  return new Float32Array(words.buffer)
}
