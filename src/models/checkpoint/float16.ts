/** Every half-precision number, widened once: 65,536 entries of which a decode is then a look-up. */
let table: Float32Array | undefined

/** Widens IEEE 754 half-precision values, given as their bits, to float32. Exact. */
export function decodeFloat16(bits: Uint16Array): Float32Array {
  table ??= buildTable()
  const values = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i] ?? 0] ?? 0
  return values
}

function buildTable(): Float32Array {
  const built = new Float32Array(0x10000)
  for (let bits = 0; bits < 0x10000; bits++) built[bits] = widenHalf(bits)
  return built
}

function widenHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  // Exponent 0: subnormal, without the implied leading 1.
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
