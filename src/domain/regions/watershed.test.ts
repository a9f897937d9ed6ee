import { describe, expect, it } from 'vitest'
import type { ImageSize } from '../image.ts'
import type { LabelMap } from './labelMap.ts'
import { watershed } from './watershed.ts'

function mapOf(rows: readonly string[]): LabelMap {
  const size: ImageSize = { width: rows[0]?.length ?? 0, height: rows.length }
  const labels = Int32Array.from(rows.join(''), (digit) => (digit === '.' ? 0 : Number(digit)))
  return { size, labels, count: Math.max(...labels) }
}

function rowsOf({ labels, size }: LabelMap): string[] {
  return Array.from({ length: size.height }, (_, y) =>
    Array.from(labels.subarray(y * size.width, (y + 1) * size.width), (label) =>
      label === 0 ? '.' : String(label),
    ).join(''),
  )
}

describe('watershed', () => {
  it('parts two basins along the ridge, worked out by hand', () => {
    // Two pits with a ridge of height 9 between them, broken by a saddle of 5 at the left.
    const landscape = Uint8Array.from(
      [
        [1, 2, 3, 4, 4],
        [1, 0, 2, 3, 5],
        [5, 9, 9, 9, 9],
        [3, 2, 0, 1, 6],
        [4, 3, 2, 2, 7],
      ].flat(),
    )
    const markers = mapOf(['.....', '.1...', '.....', '..2..', '.....'])
    // Both basins are under water before the ridge. The saddle (5) is first seen from above, where the ground is 1,
    // not from below, where it is 3. Of the ridge (9), the pit of 1 at height 0 claims the second pixel and the pit of
    // 2, next in line, the third; the fourth is seen from below (1 against 3), the last from above (5 against 6).
    expect(rowsOf(watershed({ landscape, markers }))).toEqual([
      '11111',
      '11111',
      '11221',
      '22222',
      '22222',
    ])
  })

  it('gives a flat ground to the nearest marker by steps', () => {
    const markers = mapOf(['1......', '.......', '......2'])
    const landscape = new Uint8Array(21)
    expect(rowsOf(watershed({ landscape, markers }))).toEqual(['1111122', '1111222', '1112222'])
  })

  it('floods only within, and drops a marker outside', () => {
    const markers = mapOf(['1..2', '....', '...3'])
    const within = Uint8Array.from([1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0])
    const landscape = new Uint8Array(12)
    expect(rowsOf(watershed({ landscape, markers, within }))).toEqual(['11.2', '.1.2', '11..'])
  })
})
