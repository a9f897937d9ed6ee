import { storeLanes } from './matMul'
import { multiplyAdd } from './simd'

/**
 * Rows `first` to `last` of a sparse matrix times a dense one: y[row] is the sum of weight · x[cell] over the row's
 * entries, in their order. 2 FLOP and 4 bytes a value and entry; sixteen values' sums are held at once.
 *
 * @param x [cells, columns]
 * @param starts [rows + 1] i32, where a row's entries begin
 * @param cells [entries] i32
 * @param weights [entries] f32
 */
export function weighRows(
  x: usize,
  columns: i32,
  y: usize,
  starts: usize,
  cells: usize,
  weights: usize,
  first: i32,
  last: i32,
): void {
  const rowBytes = (<usize>columns) << 2
  for (let row = first; row < last; row++) {
    const begin = <usize>load<i32>(starts + ((<usize>row) << 2)) << 2
    const end = <usize>load<i32>(starts + ((<usize>row) << 2), 4) << 2
    const to = y + <usize>row * rowBytes
    let column = 0
    for (; column + 16 <= columns; column += 16) {
      const offset = (<usize>column) << 2
      let a = f32x4.splat(0),
        b = a,
        c = a,
        d = a
      for (let at = begin; at < end; at += 4) {
        const from = x + <usize>load<i32>(cells + at) * rowBytes + offset
        const weight = v128.load32_splat(weights + at)
        a = multiplyAdd(weight, v128.load(from), a)
        b = multiplyAdd(weight, v128.load(from, 16), b)
        c = multiplyAdd(weight, v128.load(from, 32), c)
        d = multiplyAdd(weight, v128.load(from, 48), d)
      }
      v128.store(to + offset, a)
      v128.store(to + offset, b, 16)
      v128.store(to + offset, c, 32)
      v128.store(to + offset, d, 48)
    }
    for (; column < columns; column += 4) {
      const offset = (<usize>column) << 2
      const count = columns - column
      let sum = f32x4.splat(0)
      for (let at = begin; at < end; at += 4) {
        const from = x + <usize>load<i32>(cells + at) * rowBytes + offset
        let value = v128.load32_zero(from)
        if (count >= 4) value = v128.load(from)
        else {
          if (count > 1) value = v128.load32_lane(from, value, 1, 4)
          if (count > 2) value = v128.load32_lane(from, value, 2, 8)
        }
        sum = multiplyAdd(v128.load32_splat(weights + at), value, sum)
      }
      if (count >= 4) v128.store(to + offset, sum)
      else storeLanes(to + offset, sum, count)
    }
  }
}
