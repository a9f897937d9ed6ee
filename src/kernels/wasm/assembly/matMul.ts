import { activate4, multiplyAdd } from './simd'

/** Rows worked on before the next eight columns: their inputs stay in the second-level cache. */
const ROW_BLOCK: i32 = 48
/** Columns of a panel: two vectors. */
const PANEL: i32 = 8

/**
 * Lays the columns of a row-major matrix [depth, columns] out in panels of eight, [columns / 8][depth][8], so that the
 * product reads them in one stream.
 */
export function packPanels(matrix: usize, depth: i32, columns: i32, packed: usize): void {
  let to = packed
  for (let column = 0; column < columns; column += PANEL) {
    let from = matrix + ((<usize>column) << 2)
    for (let i = 0; i < depth; i++) {
      v128.store(to, v128.load(from))
      v128.store(to, v128.load(from, 16), 16)
      from += (<usize>columns) << 2
      to += (<usize>PANEL) << 2
    }
  }
}

/**
 * y = activation(x · w + bias + addend) for rows `first` to `last`.
 *
 * @param x [rows, depth], `xStride` bytes from row to row
 * @param w panels as `packPanels` writes them
 * @param bias [columns], or 0
 * @param addend [addendRows, columns] without gaps, repeated down the rows, or 0
 * @param y [rows, columns], `yStride` bytes from row to row; columns is a multiple of eight
 */
export function multiply(
  x: usize,
  xStride: i32,
  w: usize,
  depth: i32,
  columns: i32,
  bias: usize,
  addend: usize,
  addendRows: i32,
  y: usize,
  yStride: i32,
  activation: i32,
  first: i32,
  last: i32,
): void {
  const panelBytes = (<usize>(depth * PANEL)) << 2
  const addendStride = (<usize>columns) << 2
  for (let block = first; block < last; block += ROW_BLOCK) {
    const blockEnd = min(block + ROW_BLOCK, last)
    let panel = w
    for (let column = 0; column < columns; column += PANEL) {
      const offset = (<usize>column) << 2
      for (let r0 = block; r0 < blockEnd; r0 += 4) {
        // Where fewer than four rows are left, the last is computed again: the same values land in the same place.
        const r1 = min(r0 + 1, blockEnd - 1)
        const r2 = min(r0 + 2, blockEnd - 1)
        const r3 = min(r0 + 3, blockEnd - 1)
        let x0 = x + <usize>(r0 * xStride)
        let x1 = x + <usize>(r1 * xStride)
        let x2 = x + <usize>(r2 * xStride)
        let x3 = x + <usize>(r3 * xStride)
        let a0 = bias ? v128.load(bias + offset) : f32x4.splat(0)
        let b0 = bias ? v128.load(bias + offset, 16) : f32x4.splat(0)
        let a1 = a0,
          a2 = a0,
          a3 = a0
        let b1 = b0,
          b2 = b0,
          b3 = b0
        let p = panel
        const end = panel + panelBytes
        while (p < end) {
          const wa = v128.load(p)
          const wb = v128.load(p, 16)
          const s0 = v128.load32_splat(x0)
          a0 = multiplyAdd(s0, wa, a0)
          b0 = multiplyAdd(s0, wb, b0)
          const s1 = v128.load32_splat(x1)
          a1 = multiplyAdd(s1, wa, a1)
          b1 = multiplyAdd(s1, wb, b1)
          const s2 = v128.load32_splat(x2)
          a2 = multiplyAdd(s2, wa, a2)
          b2 = multiplyAdd(s2, wb, b2)
          const s3 = v128.load32_splat(x3)
          a3 = multiplyAdd(s3, wa, a3)
          b3 = multiplyAdd(s3, wb, b3)
          x0 += 4
          x1 += 4
          x2 += 4
          x3 += 4
          p += 32
        }
        if (addend) {
          const d0 = addend + <usize>(r0 % addendRows) * addendStride + offset
          const d1 = addend + <usize>(r1 % addendRows) * addendStride + offset
          const d2 = addend + <usize>(r2 % addendRows) * addendStride + offset
          const d3 = addend + <usize>(r3 % addendRows) * addendStride + offset
          a0 = f32x4.add(a0, v128.load(d0))
          b0 = f32x4.add(b0, v128.load(d0, 16))
          a1 = f32x4.add(a1, v128.load(d1))
          b1 = f32x4.add(b1, v128.load(d1, 16))
          a2 = f32x4.add(a2, v128.load(d2))
          b2 = f32x4.add(b2, v128.load(d2, 16))
          a3 = f32x4.add(a3, v128.load(d3))
          b3 = f32x4.add(b3, v128.load(d3, 16))
        }
        storePanelRow(y + <usize>(r0 * yStride) + offset, a0, b0, activation)
        storePanelRow(y + <usize>(r1 * yStride) + offset, a1, b1, activation)
        storePanelRow(y + <usize>(r2 * yStride) + offset, a2, b2, activation)
        storePanelRow(y + <usize>(r3 * yStride) + offset, a3, b3, activation)
      }
      panel += panelBytes
    }
  }
}

function storePanelRow(to: usize, a: v128, b: v128, activation: i32): void {
  v128.store(to, activate4(a, activation))
  v128.store(to, activate4(b, activation), 16)
}
