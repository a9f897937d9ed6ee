const float = new Float32Array(1)
const floatBits = new Uint32Array(float.buffer)

/** The largest finite IEEE 754 half-precision value. */
export const FLOAT16_MAX = 65504

/**
 * The bits of the half-precision number nearest to `value`, ties to even (IEEE 754-2008, 4.3.1). Values that round past
 * 65504 become infinite.
 */
export function toFloat16Bits(value: number): number {
  float[0] = value
  const bits = floatBits[0] ?? 0
  const sign = (bits >>> 16) & 0x8000
  const exponent = (bits >>> 23) & 0xff
  const fraction = bits & 0x7fffff
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200)
  const biased = exponent - 127 + 15
  if (biased >= 0x1f) return sign | 0x7c00
  if (biased > 0) return sign | roundShift((biased << 23) | fraction, 13)
  // Subnormal: the implicit leading one becomes explicit and the fraction shifts further right.
  if (biased < -10) return sign
  return sign | roundShift(fraction | 0x800000, 14 - biased)
}

/** `value >>> shift`, rounded to nearest, ties to even. A carry runs into the exponent, as it should. */
function roundShift(value: number, shift: number): number {
  const kept = value >>> shift
  const rest = value & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept
}

/** The value that half-precision `bits` stand for. */
export function fromFloat16Bits(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1
  const exponent = (bits >>> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

export function encodeFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) bits[i] = toFloat16Bits(values[i] ?? 0)
  return bits
}
