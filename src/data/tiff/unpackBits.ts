/**
 * PackBits (TIFF 6.0, section 9): runs of one byte and stretches of bytes as they are. Never writes more than `length`.
 *
 * @returns as many bytes as there were, at most `length`
 */
export function unpackBits(packed: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(length)
  let filled = 0
  for (let at = 0; at < packed.length && filled < length;) {
    const head = packed[at++] ?? 128
    if (head === 128) continue
    if (head < 128) {
      const part = packed.subarray(at, at + Math.min(head + 1, length - filled))
      result.set(part, filled)
      filled += part.length
      at += head + 1
    } else {
      if (at >= packed.length) break
      const end = Math.min(length, filled + 257 - head)
      result.fill(packed[at++] ?? 0, filled, end)
      filled = end
    }
  }
  return result.subarray(0, filled)
}
