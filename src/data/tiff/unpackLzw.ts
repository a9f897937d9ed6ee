const CLEAR = 256
const END = 257
const FIRST = 258
const MOST_CODES = 4096

/**
 * LZW as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits, the highest bit first, one code longer a little early.
 * Never writes more than `length` bytes, whatever the input claims.
 *
 * @returns as many bytes as there were, at most `length`
 * @throws RangeError at a code that stands for nothing
 */
export function unpackLzw(packed: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(length)
  // A string is the one of another code and a byte after it; all of them lie in the result already.
  const starts = new Int32Array(MOST_CODES)
  const lengths = new Int32Array(MOST_CODES)
  let filled = 0
  let next = FIRST
  let width = 9
  let before = -1
  let bits = 0
  let held = 0
  let at = 0
  while (filled < length) {
    while (held < width) {
      if (at >= packed.length) return result.subarray(0, filled)
      bits = ((bits << 8) | (packed[at++] ?? 0)) & 0xffffff
      held += 8
    }
    held -= width
    const code = (bits >> held) & ((1 << width) - 1)
    if (code === END) break
    if (code === CLEAR) {
      next = FIRST
      width = 9
      before = -1
      continue
    }
    if (code > next || (code === next && before < 0)) {
      throw new RangeError('an LZW code stands for nothing')
    }
    const start = filled
    if (code < CLEAR) result[filled++] = code
    else {
      // The string of `next` is being made now: what came before, and its first byte again.
      const from = code === next ? before : (starts[code] ?? 0)
      const count = code === next ? start - before + 1 : (lengths[code] ?? 0)
      for (let i = 0; i < count && filled < length; i++) result[filled++] = result[from + i] ?? 0
    }
    if (before >= 0 && next < MOST_CODES) {
      starts[next] = before
      lengths[next] = start - before + 1
      next++
      if (next === (1 << width) - 1 && width < 12) width++
    }
    before = start
  }
  return result.subarray(0, filled)
}
