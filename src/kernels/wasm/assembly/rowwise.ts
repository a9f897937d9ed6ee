import { storeLanes } from './matMul'
import { exp4, maxLane, sumLanes } from './simd'

/** Softmax of rows `first` to `last` of [rows, columns]. */
export function softmaxRows(x: usize, columns: i32, y: usize, first: i32, last: i32): void {
  const bytes = (<usize>columns) << 2
  const wholes = bytes & ~15
  const rest = columns & 3
  for (let row = first; row < last; row++) {
    const from = x + <usize>row * bytes
    const to = y + <usize>row * bytes
    let highest = v128.load32_splat(from)
    for (let at: usize = 0; at < wholes; at += 16) highest = f32x4.max(highest, v128.load(from + at))
    let tail = f32x4.splat(-Infinity)
    if (rest > 0) tail = v128.load32_lane(from + wholes, tail, 0)
    if (rest > 1) tail = v128.load32_lane(from + wholes, tail, 1, 4)
    if (rest > 2) tail = v128.load32_lane(from + wholes, tail, 2, 8)
    const peak = f32x4.splat(maxLane(f32x4.max(highest, tail)))
    let sums = f32x4.splat(0)
    for (let at: usize = 0; at < wholes; at += 16) {
      const e = exp4(f32x4.sub(v128.load(from + at), peak))
      v128.store(to + at, e)
      sums = f32x4.add(sums, e)
    }
    let total = sumLanes(sums)
    const last = exp4(f32x4.sub(tail, peak))
    if (rest > 0) total += f32x4.extract_lane(last, 0)
    if (rest > 1) total += f32x4.extract_lane(last, 1)
    if (rest > 2) total += f32x4.extract_lane(last, 2)
    const share = f32x4.splat(1 / total)
    for (let at: usize = 0; at < wholes; at += 16) v128.store(to + at, f32x4.mul(v128.load(to + at), share))
    storeLanes(to + wholes, f32x4.mul(last, share), rest)
  }
}

/** a + b of elements `first` to `last`. */
export function addValues(a: usize, b: usize, y: usize, first: i32, last: i32): void {
  const end = (<usize>last) << 2
  const vectorsEnd = (<usize>(last - ((last - first) & 3))) << 2
  let at = (<usize>first) << 2
  for (; at < vectorsEnd; at += 16) v128.store(y + at, f32x4.add(v128.load(a + at), v128.load(b + at)))
  for (; at < end; at += 4) store<f32>(y + at, load<f32>(a + at) + load<f32>(b + at))
}
