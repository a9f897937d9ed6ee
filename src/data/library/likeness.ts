/** Width and height of the grey picture a likeness is made from. */
export const LIKENESS_WIDTH = 9
export const LIKENESS_HEIGHT = 8

/** Pictures whose likenesses differ in no more bits than this are near-identical. */
export const MAX_LIKENESS_BITS = 4

/**
 * Difference hash of a picture shrunk to 9 × 8: a bit for each pixel brighter than its left neighbour (N. Krawetz,
 * "Kind of Like That", 2013). Survives scaling, recompression and small changes of brightness. 16 hexadecimal digits.
 *
 * @param rgba [8, 9, 4]
 */
export function likenessOf(rgba: ArrayLike<number>): string {
  const grey = (at: number) =>
    0.299 * (rgba[4 * at] ?? 0) + 0.587 * (rgba[4 * at + 1] ?? 0) + 0.114 * (rgba[4 * at + 2] ?? 0)
  let digits = ''
  for (let y = 0; y < LIKENESS_HEIGHT; y++) {
    let bits = 0
    for (let x = 0; x + 1 < LIKENESS_WIDTH; x++) {
      const at = y * LIKENESS_WIDTH + x
      bits = (bits << 1) | (grey(at + 1) > grey(at) ? 1 : 0)
    }
    digits += bits.toString(16).padStart(2, '0')
  }
  return digits
}

/** Bits in which two likenesses differ, 0 to 64. */
export function likenessDistance(a: string, b: string): number {
  let bits = 0
  for (let at = 0; at < 16; at += 8) {
    const half = (text: string) => Number.parseInt(text.slice(at, at + 8), 16)
    bits += bitCount(half(a) ^ half(b))
  }
  return bits
}

/** Set bits of a 32-bit word. */
export function bitCount(word: number): number {
  let rest = word - ((word >>> 1) & 0x55555555)
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333)
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
