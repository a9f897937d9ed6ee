import { describe, expect, it } from 'vitest'
import type { ImageSize } from '../../domain/image.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import { maskFromLogits, type LogitsGrid } from './maskFromLogits.ts'

/** The same mask by visiting every pixel. */
function naiveMask({ logits, side, covered }: LogitsGrid, { width, height }: ImageSize) {
  const pixels = new Uint8Array(width * height)
  const locate = (i: number, length: number, extent: number) =>
    Math.min(Math.max(((i + 0.5) * extent) / length - 0.5, 0), side - 1)
  const at = (row: number, column: number) =>
    logits[Math.min(row, side - 1) * side + Math.min(column, side - 1)] ?? 0
  for (let y = 0; y < height; y++) {
    const v = locate(y, height, covered.height)
    const row = Math.floor(v)
    for (let x = 0; x < width; x++) {
      const u = locate(x, width, covered.width)
      const column = Math.floor(u)
      const mix = (r: number) => at(r, column) + (at(r, column + 1) - at(r, column)) * (u - column)
      const value = mix(row) + (mix(row + 1) - mix(row)) * (v - row)
      pixels[y * width + x] = value > 0 ? 1 : 0
    }
  }
  return pixels
}

function blobs(side: number, seed: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, i) => {
    const x = i % side
    const y = Math.floor(i / side)
    return Math.sin(x * 0.37 + seed) * Math.cos(y * 0.23 - seed) + 0.4 * Math.sin(x * y * 0.01)
  })
}

describe('the mask of a grid of logits', () => {
  it.each([
    { width: 97, height: 64, covered: { width: 32, height: 21.25 } },
    { width: 40, height: 301, covered: { width: 4.25, height: 32 } },
    { width: 11, height: 9, covered: { width: 32, height: 26 } },
    { width: 1, height: 1, covered: { width: 32, height: 32 } },
    { width: 5, height: 400, covered: { width: 0.5, height: 32 } },
  ])('equals bilinear interpolation at $width x $height', ({ covered, ...size }) => {
    for (const seed of [0, 1, 2, 3]) {
      const grid = { logits: blobs(32, seed), side: 32, covered }
      const mask = maskFromLogits(grid, size)
      expect(mask).toEqual(encodeMask(naiveMask(grid, size), size))
    }
  })

  it('is empty where nothing is positive and full where everything is', () => {
    const size = { width: 7, height: 5 }
    const covered = { width: 8, height: 6 }
    const grid = (value: number) => ({ logits: new Float32Array(64).fill(value), side: 8, covered })
    expect([...maskFromLogits(grid(-1), size).counts]).toEqual([35])
    expect([...maskFromLogits(grid(0), size).counts]).toEqual([35])
    expect([...maskFromLogits(grid(2), size).counts]).toEqual([0, 35])
  })

  it('covers 50 megapixels in the time of its columns, not of its pixels', () => {
    const size = { width: 8660, height: 5773 }
    const grid = { logits: blobs(256, 1), side: 256, covered: { width: 256, height: 170.75 } }
    const startedAt = performance.now()
    const { counts } = maskFromLogits(grid, size)
    const elapsedMs = performance.now() - startedAt
    expect(counts.reduce((sum, run) => sum + run, 0)).toBe(size.width * size.height)
    expect(elapsedMs).toBeLessThan(1500)
  })
})
