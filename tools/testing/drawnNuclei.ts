import { createRandom } from '../../src/domain/random.ts'

export interface DrawnNuclei {
  /** [side, side, 3] */
  tile(column: number, row: number): Uint8Array
  /** Red, green and blue of a pixel of the whole. */
  pixel(x: number, y: number): number[]
  /** Bytes that the longest packed tile can have: no more than its pixels and a little. */
  readonly longest: number
}

/**
 * A slide of any size in few bytes: every tile is one of a few, each with bright discs on a dark ground, all of which
 * lie inside their tile.
 */
export function drawnNuclei({
  side,
  kinds,
}: {
  readonly side: number
  readonly kinds: number
}): DrawnNuclei {
  const tiles = Array.from({ length: kinds }, (_, kind) => drawTile(side, kind + 1))
  const kindAt = (column: number, row: number) => (column * 3 + row * 5) % kinds
  const tile = (column: number, row: number) => tiles[kindAt(column, row)] ?? new Uint8Array(0)
  return {
    tile,
    pixel: (x, y) => {
      const at = ((y % side) * side + (x % side)) * 3
      return Array.from(tile(Math.floor(x / side), Math.floor(y / side)).subarray(at, at + 3))
    },
    longest: side * side * 3 + 1024,
  }
}

function drawTile(side: number, seed: number): Uint8Array {
  const random = createRandom(seed)
  const tile = new Uint8Array(side * side * 3).fill(12)
  const step = 64
  for (let top = 0; top + step <= side; top += step) {
    for (let left = 0; left + step <= side; left += step) {
      const radius = 9 + random.integer(12)
      const x = left + radius + 2 + random.integer(step - 2 * radius - 4)
      const y = top + radius + 2 + random.integer(step - 2 * radius - 4)
      const bright = 120 + random.integer(100)
      for (let row = y - radius; row <= y + radius; row++) {
        for (let column = x - radius; column <= x + radius; column++) {
          if ((row - y) ** 2 + (column - x) ** 2 > radius ** 2) continue
          tile.fill(bright, (row * side + column) * 3, (row * side + column) * 3 + 3)
        }
      }
    }
  }
  return tile
}
