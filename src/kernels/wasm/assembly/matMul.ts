import { activate4, multiplyAdd } from './simd'

/** Rows worked on before the next eight columns: their inputs stay in the second-level cache. */
const ROW_BLOCK: i32 = 48
/** Columns of a panel: two vectors. */
export const PANEL: i32 = 8

/** Columns rounded up to whole panels. */
// @ts-ignore: decorator
@inline
export function wholePanels(columns: i32): i32 {
  return (columns + PANEL - 1) & ~(PANEL - 1)
}

/**
 * Lays a matrix out in panels of eight columns, [columns / 8][totalDepth][8], so that products read it in one stream:
 * panels `first` to `last` of its rows, which become rows `offset` and on of the packed ones. Missing columns are zeros.
 *
 * @param rowStride bytes from row to row; 4 for a matrix that is packed transposed
 * @param columnStride bytes from column to column
 */
export function packPanels(
  matrix: usize,
  rowStride: i32,
  columnStride: i32,
  depth: i32,
  columns: i32,
  packed: usize,
  offset: i32,
  totalDepth: i32,
  first: i32,
  last: i32,
): void {
  for (let panel = first; panel < last; panel++) {
    const column = panel * PANEL
    const width = min(columns - column, PANEL)
    const from = matrix + <usize>column * <usize>columnStride
    const to = packed + ((<usize>panel * <usize>totalDepth + <usize>offset) << 5)
    if (width == PANEL && columnStride == 4) copyRows(from, rowStride, depth, to)
    else if (width == PANEL && rowStride == 4) transposeRows(from, columnStride, depth, to)
    else packRagged(from, rowStride, columnStride, depth, width, to)
  }
}

function copyRows(matrix: usize, rowStride: i32, depth: i32, packed: usize): void {
  let from = matrix
  let to = packed
  for (let i = 0; i < depth; i++) {
    v128.store(to, v128.load(from))
    v128.store(to, v128.load(from, 16), 16)
    from += rowStride
    to += 32
  }
}

/** Eight rows of memory to eight columns, four places at once. */
function transposeRows(matrix: usize, columnStride: i32, depth: i32, packed: usize): void {
  let to = packed
  const stride = <usize>columnStride
  const wholes = depth & ~3
  let from = matrix
  for (let i = 0; i < wholes; i += 4) {
    transpose4(from, stride, to)
    transpose4(from + 4 * stride, stride, to + 16)
    from += 16
    to += 128
  }
  packRagged(from, 4, columnStride, depth - wholes, PANEL, to)
}

// @ts-ignore: decorator
@inline
function transpose4(from: usize, stride: usize, to: usize): void {
  const r0 = v128.load(from)
  const r1 = v128.load(from + stride)
  const r2 = v128.load(from + 2 * stride)
  const r3 = v128.load(from + 3 * stride)
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5))
  v128.store(to, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32)
  v128.store(to, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64)
  v128.store(to, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96)
}

function packRagged(
  matrix: usize,
  rowStride: i32,
  columnStride: i32,
  depth: i32,
  width: i32,
  packed: usize,
): void {
  for (let i = 0; i < depth; i++) {
    const from = matrix + <usize>i * <usize>rowStride
    const to = packed + ((<usize>i) << 5)
    for (let column = 0; column < PANEL; column++) {
      const value = column < width ? load<f32>(from + <usize>column * <usize>columnStride) : 0
      store<f32>(to + ((<usize>column) << 2), value)
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
      const a = bias ? v128.load(bias + offset) : f32x4.splat(0)
      const b = bias ? v128.load(bias + offset, 16) : f32x4.splat(0)
      for (let r0 = block; r0 < blockEnd; r0 += 4) {
        // Where fewer than four rows are left, the last is computed again: the same values land in the same place.
        const r1 = min(r0 + 1, blockEnd - 1)
        const r2 = min(r0 + 2, blockEnd - 1)
        const r3 = min(r0 + 3, blockEnd - 1)
        multiplyTile(
          x + <usize>r0 * <usize>xStride,
          x + <usize>r1 * <usize>xStride,
          x + <usize>r2 * <usize>xStride,
          x + <usize>r3 * <usize>xStride,
          panel,
          depth,
          a,
          b,
          addend ? addend + <usize>(r0 % addendRows) * addendStride + offset : 0,
          addend ? addend + <usize>(r1 % addendRows) * addendStride + offset : 0,
          addend ? addend + <usize>(r2 % addendRows) * addendStride + offset : 0,
          addend ? addend + <usize>(r3 % addendRows) * addendStride + offset : 0,
          y + <usize>r0 * <usize>yStride + offset,
          y + <usize>r1 * <usize>yStride + offset,
          y + <usize>r2 * <usize>yStride + offset,
          y + <usize>r3 * <usize>yStride + offset,
          columns - column,
          activation,
        )
      }
      panel += panelBytes
    }
  }
}

/**
 * Four rows by eight columns: per place of the inner axis 2 vectors of weights and 4 broadcasts are loaded for 8 fused
 * operations (64 FLOP), whose 8 sums with weights and broadcast fit the 16 vector registers of x64. Four places a turn,
 * so that counting costs little.
 *
 * @param a what the sums of the first four columns begin with, `b` of the others
 * @param d0 row of an addend, or 0
 * @param width columns that are written, all eight where it is more
 */
export function multiplyTile(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  panel: usize,
  depth: i32,
  a: v128,
  b: v128,
  d0: usize,
  d1: usize,
  d2: usize,
  d3: usize,
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
  width: i32,
  activation: i32,
): void {
  let a0 = a,
    a1 = a,
    a2 = a,
    a3 = a
  let b0 = b,
    b1 = b,
    b2 = b,
    b3 = b
  let p = panel
  const end = panel + ((<usize>depth) << 5)
  const wholesEnd = panel + ((<usize>(depth & ~3)) << 5)
  while (p < wholesEnd) {
    let wa = v128.load(p)
    let wb = v128.load(p, 16)
    let s = v128.load32_splat(x0)
    a0 = multiplyAdd(s, wa, a0)
    b0 = multiplyAdd(s, wb, b0)
    s = v128.load32_splat(x1)
    a1 = multiplyAdd(s, wa, a1)
    b1 = multiplyAdd(s, wb, b1)
    s = v128.load32_splat(x2)
    a2 = multiplyAdd(s, wa, a2)
    b2 = multiplyAdd(s, wb, b2)
    s = v128.load32_splat(x3)
    a3 = multiplyAdd(s, wa, a3)
    b3 = multiplyAdd(s, wb, b3)
    wa = v128.load(p, 32)
    wb = v128.load(p, 48)
    s = v128.load32_splat(x0, 4)
    a0 = multiplyAdd(s, wa, a0)
    b0 = multiplyAdd(s, wb, b0)
    s = v128.load32_splat(x1, 4)
    a1 = multiplyAdd(s, wa, a1)
    b1 = multiplyAdd(s, wb, b1)
    s = v128.load32_splat(x2, 4)
    a2 = multiplyAdd(s, wa, a2)
    b2 = multiplyAdd(s, wb, b2)
    s = v128.load32_splat(x3, 4)
    a3 = multiplyAdd(s, wa, a3)
    b3 = multiplyAdd(s, wb, b3)
    wa = v128.load(p, 64)
    wb = v128.load(p, 80)
    s = v128.load32_splat(x0, 8)
    a0 = multiplyAdd(s, wa, a0)
    b0 = multiplyAdd(s, wb, b0)
    s = v128.load32_splat(x1, 8)
    a1 = multiplyAdd(s, wa, a1)
    b1 = multiplyAdd(s, wb, b1)
    s = v128.load32_splat(x2, 8)
    a2 = multiplyAdd(s, wa, a2)
    b2 = multiplyAdd(s, wb, b2)
    s = v128.load32_splat(x3, 8)
    a3 = multiplyAdd(s, wa, a3)
    b3 = multiplyAdd(s, wb, b3)
    wa = v128.load(p, 96)
    wb = v128.load(p, 112)
    s = v128.load32_splat(x0, 12)
    a0 = multiplyAdd(s, wa, a0)
    b0 = multiplyAdd(s, wb, b0)
    s = v128.load32_splat(x1, 12)
    a1 = multiplyAdd(s, wa, a1)
    b1 = multiplyAdd(s, wb, b1)
    s = v128.load32_splat(x2, 12)
    a2 = multiplyAdd(s, wa, a2)
    b2 = multiplyAdd(s, wb, b2)
    s = v128.load32_splat(x3, 12)
    a3 = multiplyAdd(s, wa, a3)
    b3 = multiplyAdd(s, wb, b3)
    x0 += 16
    x1 += 16
    x2 += 16
    x3 += 16
    p += 128
  }
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
  if (d0) {
    a0 = f32x4.add(a0, v128.load(d0))
    b0 = f32x4.add(b0, v128.load(d0, 16))
    a1 = f32x4.add(a1, v128.load(d1))
    b1 = f32x4.add(b1, v128.load(d1, 16))
    a2 = f32x4.add(a2, v128.load(d2))
    b2 = f32x4.add(b2, v128.load(d2, 16))
    a3 = f32x4.add(a3, v128.load(d3))
    b3 = f32x4.add(b3, v128.load(d3, 16))
  }
  storePanelRow(y0, a0, b0, width, activation)
  storePanelRow(y1, a1, b1, width, activation)
  storePanelRow(y2, a2, b2, width, activation)
  storePanelRow(y3, a3, b3, width, activation)
}

function storePanelRow(to: usize, a: v128, b: v128, width: i32, activation: i32): void {
  const first = activate4(a, activation)
  const second = activate4(b, activation)
  if (width >= PANEL) {
    v128.store(to, first)
    v128.store(to, second, 16)
    return
  }
  if (width >= 4) {
    v128.store(to, first)
    storeLanes(to + 16, second, width - 4)
  } else {
    storeLanes(to, first, width)
  }
}

/** The first one to three lanes. */
// @ts-ignore: decorator
@inline
export function storeLanes(to: usize, x: v128, count: i32): void {
  if (count > 0) v128.store32_lane(to, x, 0)
  if (count > 1) v128.store32_lane(to, x, 1, 4)
  if (count > 2) v128.store32_lane(to, x, 2, 8)
}
