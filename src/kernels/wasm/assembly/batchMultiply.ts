import { multiplyTile, packPanels, PANEL, wholePanels } from './matMul'

/** Rows of x that are turned at once where x is transposed. */
const ROW_BLOCK: i32 = 48

/** Bytes that each thread of `multiplyBatches` works in: a packed matrix, and rows of x where those are turned. */
export function batchScratch(depth: i32, columns: i32): i32 {
  return (depth * (wholePanels(columns) + ROW_BLOCK)) << 2
}

/**
 * Products of whole matrices, [rows, depth] · [depth, columns] + bias, for batches `first` to `last`. Batch strides are
 * bytes, 0 where all share a matrix; inner strides say how x and w lie, so that either may be transposed.
 *
 * @param xPlace bytes from place to place of the inner axis: 4, or what a row of the transposed x has
 * @param bias [whole panels], or 0
 */
export function multiplyBatches(
  x: usize,
  xBatch: i32,
  xRow: i32,
  xPlace: i32,
  w: usize,
  wBatch: i32,
  wRow: i32,
  wColumn: i32,
  rows: i32,
  depth: i32,
  columns: i32,
  bias: usize,
  y: usize,
  activation: i32,
  scratch: usize,
  first: i32,
  last: i32,
  thread: i32,
): void {
  const own = scratch + <usize>thread * <usize>batchScratch(depth, columns)
  for (let batch = first; batch < last; batch++) {
    const weights = w + <usize>batch * <usize>wBatch
    packPanels(weights, wRow, wColumn, depth, columns, own, 0, depth, 0, wholePanels(columns) / PANEL)
    const to = y + (<usize>batch * <usize>rows * <usize>columns << 2)
    multiplyStrided(
      x + <usize>batch * <usize>xBatch,
      xRow,
      xPlace,
      own,
      depth,
      columns,
      bias,
      to,
      columns << 2,
      activation,
      own + (<usize>depth * <usize>wholePanels(columns) << 2),
      0,
      rows,
    )
  }
}

/** Bytes that each thread of `multiplyRows` works in. */
export function rowScratch(depth: i32): i32 {
  return (depth * ROW_BLOCK) << 2
}

/** The same for rows `first` to `last` of one product, whose w is packed. */
export function multiplyRows(
  x: usize,
  xRow: i32,
  xPlace: i32,
  packed: usize,
  depth: i32,
  columns: i32,
  bias: usize,
  y: usize,
  activation: i32,
  scratch: usize,
  first: i32,
  last: i32,
  thread: i32,
): void {
  const own = scratch + <usize>thread * <usize>rowScratch(depth)
  multiplyStrided(x, xRow, xPlace, packed, depth, columns, bias, y, columns << 2, activation, own, first, last)
}

function multiplyStrided(
  x: usize,
  xRow: i32,
  xPlace: i32,
  packed: usize,
  depth: i32,
  columns: i32,
  bias: usize,
  y: usize,
  yRow: i32,
  activation: i32,
  scratch: usize,
  first: i32,
  last: i32,
): void {
  const panelBytes = (<usize>depth) << 5
  for (let block = first; block < last; block += ROW_BLOCK) {
    const count = min(ROW_BLOCK, last - block)
    let from = x + <usize>block * <usize>xRow
    let stride = <usize>xRow
    if (xPlace != 4) {
      turn(from, <usize>xPlace, depth, count, scratch)
      from = scratch
      stride = (<usize>depth) << 2
    }
    const to = y + <usize>block * <usize>yRow
    let panel = packed
    for (let column = 0; column < columns; column += PANEL) {
      const offset = (<usize>column) << 2
      const a = bias ? v128.load(bias + offset) : f32x4.splat(0)
      const b = bias ? v128.load(bias + offset, 16) : f32x4.splat(0)
      for (let r0 = 0; r0 < count; r0 += 4) {
        const r1 = min(r0 + 1, count - 1)
        const r2 = min(r0 + 2, count - 1)
        const r3 = min(r0 + 3, count - 1)
        multiplyTile(
          from + <usize>r0 * stride,
          from + <usize>r1 * stride,
          from + <usize>r2 * stride,
          from + <usize>r3 * stride,
          panel,
          depth,
          a,
          b,
          0,
          0,
          0,
          0,
          to + <usize>r0 * <usize>yRow + offset,
          to + <usize>r1 * <usize>yRow + offset,
          to + <usize>r2 * <usize>yRow + offset,
          to + <usize>r3 * <usize>yRow + offset,
          columns - column,
          activation,
        )
      }
      panel += panelBytes
    }
  }
}

/** Columns of a matrix [depth, …] to rows [count, depth]. */
function turn(from: usize, stride: usize, depth: i32, count: i32, to: usize): void {
  const rowBytes = (<usize>depth) << 2
  for (let row = 0; row < count; row++) {
    let source = from + ((<usize>row) << 2)
    let target = to + <usize>row * rowBytes
    for (let i = 0; i < depth; i++) {
      store<f32>(target, load<f32>(source))
      source += stride
      target += 4
    }
  }
}
