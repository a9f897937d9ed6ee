import type { ImageSize } from '../../domain/image.ts'

export interface PngHeader extends ImageSize {
  readonly bitDepth: number
  readonly colourType: number
  readonly isInterlaced: boolean
}

interface Pass {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
}

/** Adam7: first pixel and steps of each pass. */
const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
]

export function passesOf({ isInterlaced }: PngHeader): readonly Pass[] {
  return isInterlaced ? ADAM7 : [{ x: 0, y: 0, dx: 1, dy: 1 }]
}

export function passSize({ width, height }: ImageSize, { x, y, dx, dy }: Pass): ImageSize {
  return {
    width: Math.max(0, Math.ceil((width - x) / dx)),
    height: Math.max(0, Math.ceil((height - y) / dy)),
  }
}

interface RowsTarget {
  readonly size: ImageSize
  readonly step: Pass
  readonly header: PngHeader
  readonly channels: number
  readonly samples: Uint8Array | Uint16Array
}

/**
 * Undoes the row filters of one pass from `start` on and spreads its samples over the picture. Returns where the next
 * pass begins, null when a row names no filter.
 */
export function unfilterRows(
  raw: Uint8Array,
  start: number,
  { size, step, header, channels, samples }: RowsTarget,
): number | null {
  const { bitDepth } = header
  const pixelBytes = Math.max(1, (channels * bitDepth) / 8)
  const rowBytes = Math.ceil((size.width * channels * bitDepth) / 8)
  let above: Uint8Array = new Uint8Array(rowBytes)
  for (let row = 0; row < size.height; row++) {
    const at = start + row * (rowBytes + 1)
    const line = raw.subarray(at + 1, at + 1 + rowBytes)
    if (!unfilter(raw[at] ?? 0, line, above, pixelBytes)) return null
    above = line
    const target = (step.y + row * step.dy) * header.width
    for (let column = 0; column < size.width; column++) {
      const pixel = (target + step.x + column * step.dx) * channels
      for (let channel = 0; channel < channels; channel++) {
        samples[pixel + channel] = sampleAt(line, column * channels + channel, bitDepth)
      }
    }
  }
  return start + size.height * (rowBytes + 1)
}

function sampleAt(line: Uint8Array, index: number, bitDepth: number): number {
  if (bitDepth === 8) return line[index] ?? 0
  if (bitDepth === 16) return ((line[2 * index] ?? 0) << 8) | (line[2 * index + 1] ?? 0)
  const perByte = 8 / bitDepth
  const shift = 8 - bitDepth * ((index % perByte) + 1)
  return ((line[Math.floor(index / perByte)] ?? 0) >> shift) & ((1 << bitDepth) - 1)
}

/** In place; false for an unknown filter. */
function unfilter(
  filter: number,
  line: Uint8Array,
  above: Uint8Array,
  pixelBytes: number,
): boolean {
  if (filter > 4) return false
  if (filter === 0) return true
  for (let at = 0; at < line.length; at++) {
    const left = at < pixelBytes ? 0 : (line[at - pixelBytes] ?? 0)
    const up = above[at] ?? 0
    const corner = at < pixelBytes ? 0 : (above[at - pixelBytes] ?? 0)
    const guess =
      filter === 1
        ? left
        : filter === 2
          ? up
          : filter === 3
            ? (left + up) >> 1
            : paeth(left, up, corner)
    line[at] = (line[at] ?? 0) + guess
  }
  return true
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner
  const toLeft = Math.abs(estimate - left)
  const toUp = Math.abs(estimate - up)
  const toCorner = Math.abs(estimate - corner)
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
