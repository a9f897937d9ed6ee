import { storeLanes } from './matMul'

/** Values of a vector. */
export const LANES: i32 = 4

/** Up to four values, zeros for the rest; never reads beyond them. */
// @ts-ignore: decorator
@inline
export function loadSome(from: usize, count: i32): v128 {
  if (count >= LANES) return v128.load(from)
  let x = f32x4.splat(0)
  x = v128.load32_lane(from, x, 0)
  if (count > 1) x = v128.load32_lane(from, x, 1, 4)
  if (count > 2) x = v128.load32_lane(from, x, 2, 8)
  return x
}

// @ts-ignore: decorator
@inline
export function storeSome(to: usize, x: v128, count: i32): void {
  if (count >= LANES) v128.store(to, x)
  else storeLanes(to, x, count)
}
