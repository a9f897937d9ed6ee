import { activate4, activationGradient4, gelu4, multiplyAdd, sumLanes } from './simd'
import { LANES, loadSome, storeSome } from './lanes'

/** GELU of elements `first` to `last`. */
export function gelu(x: usize, y: usize, first: i32, last: i32): void {
  const end = (<usize>last) << 2
  const vectorsEnd = (<usize>(last - ((last - first) & 3))) << 2
  let at = (<usize>first) << 2
  for (; at < vectorsEnd; at += 16) v128.store(y + at, gelu4(v128.load(x + at)))
  for (; at < end; at += 4) v128.store32_lane(y + at, gelu4(v128.load32_splat(x + at)), 0)
}

/** Layer norm of rows `first` to `last` of [rows, columns]; columns is a multiple of four. */
export function layerNorm(
  x: usize,
  columns: i32,
  weight: usize,
  bias: usize,
  epsilon: f32,
  y: usize,
  activation: i32,
  first: i32,
  last: i32,
): void {
  const rowBytes = (<usize>columns) << 2
  for (let row = first; row < last; row++) {
    const from = x + <usize>row * rowBytes
    const to = y + <usize>row * rowBytes
    let sums = f32x4.splat(0)
    for (let i: usize = 0; i < rowBytes; i += 16) sums = f32x4.add(sums, v128.load(from + i))
    const mean = f32x4.splat(sumLanes(sums) / <f32>columns)
    let squares = f32x4.splat(0)
    for (let i: usize = 0; i < rowBytes; i += 16) {
      const centred = f32x4.sub(v128.load(from + i), mean)
      squares = multiplyAdd(centred, centred, squares)
    }
    const scale = f32x4.splat(1 / sqrt(sumLanes(squares) / <f32>columns + epsilon))
    for (let i: usize = 0; i < rowBytes; i += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(from + i), mean), scale)
      const z = multiplyAdd(normal, v128.load(weight + i), v128.load(bias + i))
      v128.store(to + i, activate4(z, activation))
    }
  }
}

/** What an activation sends back (ReLU, ReLU6 or GELU), elements `first` to `last`: 12 bytes a value. */
export function activationGradient(
  dy: usize,
  y: usize,
  dx: usize,
  activation: i32,
  first: i32,
  last: i32,
): void {
  for (let i = first; i < last; i += LANES) {
    const at = (<usize>i) << 2
    const count = last - i
    storeSome(dx + at, activationGradient4(loadSome(dy + at, count), loadSome(y + at, count), activation), count)
  }
}
