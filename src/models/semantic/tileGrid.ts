/** One square of the grid along one axis. */
export interface TileSpan {
  readonly start: number
  /** Pixels that the answer covers; may reach beyond the picture. */
  readonly length: number
  readonly isFirst: boolean
  readonly isLast: boolean
}

/**
 * The spans that cover `length` pixels: one as long as that if it fits a tile, else tiles that share `overlap` pixels.
 * Where they lie does not depend on which part of a picture is asked for.
 */
export function tileSpans(
  length: number,
  { tile, overlap }: { readonly tile: number; readonly overlap: number },
): TileSpan[] {
  if (length <= tile) return [{ start: 0, length, isFirst: true, isLast: true }]
  const stride = tile - overlap
  const count = Math.ceil((length - overlap) / stride)
  return Array.from({ length: count }, (_, i) => ({
    start: i * stride,
    length: tile,
    isFirst: i === 0,
    isLast: i === count - 1,
  }))
}

/**
 * How much of a tile's answer counts at each of its pixels: all in the middle, less and less where a neighbour takes
 * over. The shares of two neighbours add up to 1.
 */
export function blendShares(span: TileSpan, overlap: number): Float32Array {
  return Float32Array.from({ length: span.length }, (_, i) => {
    const fromStart = span.isFirst ? 1 : (i + 0.5) / overlap
    const fromEnd = span.isLast ? 1 : (span.length - i - 0.5) / overlap
    return Math.min(1, fromStart, fromEnd)
  })
}
