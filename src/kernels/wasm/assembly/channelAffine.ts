import { LANES, loadSome, storeSome } from './lanes'
import { multiplyAdd } from './simd'

/**
 * (x - mean) · slope + shift + dy · gain for rows `first` to `last` of [rows, channels]: 2 to 4 FLOP and 8 to 12 bytes a
 * value, which bound it. Vectors of a channel each lie in the first-level cache; those that are 0 are left out.
 */
export function moveChannels(
  x: usize,
  mean: usize,
  slope: usize,
  shift: usize,
  dy: usize,
  gain: usize,
  y: usize,
  channels: i32,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  for (let row = first; row < last; row++) {
    const at = <usize>row * pixel
    for (let channel = 0; channel < channels; channel += LANES) {
      const count = channels - channel
      const offset = (<usize>channel) << 2
      let value = loadSome(x + at + offset, count)
      if (mean) value = f32x4.sub(value, loadSome(mean + offset, count))
      const begin = shift ? loadSome(shift + offset, count) : f32x4.splat(0)
      value = multiplyAdd(value, loadSome(slope + offset, count), begin)
      if (dy) value = multiplyAdd(loadSome(dy + at + offset, count), loadSome(gain + offset, count), value)
      storeSome(y + at + offset, value, count)
    }
  }
}
