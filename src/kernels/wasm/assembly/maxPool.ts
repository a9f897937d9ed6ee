import { LANES, loadSome, storeSome } from './lanes'

/**
 * The greatest of each window, lines `first` to `last` of [batch · outHeight]: a comparison and 4 bytes from the cache a
 * tap and value. What is no number is passed on.
 */
export function poolGreatest(
  x: usize,
  height: i32,
  width: i32,
  channels: i32,
  sizeDown: i32,
  sizeAcross: i32,
  strideDown: i32,
  strideAcross: i32,
  padTop: i32,
  padLeft: i32,
  y: usize,
  outHeight: i32,
  outWidth: i32,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  const rowBytes = <usize>width * pixel
  for (let line = first; line < last; line++) {
    const picture = line / outHeight
    const top = (line - picture * outHeight) * strideDown - padTop
    const down = min(top + sizeDown, height)
    const from = x + <usize>(picture * height) * rowBytes
    for (let column = 0; column < outWidth; column++) {
      const left = column * strideAcross - padLeft
      const begin = max(left, 0)
      const across = min(left + sizeAcross, width)
      const to = y + <usize>(line * outWidth + column) * pixel
      for (let channel = 0; channel < channels; channel += LANES) {
        const count = channels - channel
        const offset = (<usize>channel) << 2
        let greatest = f32x4.splat(-Infinity)
        for (let row = max(top, 0); row < down; row++) {
          let cell = from + <usize>row * rowBytes + <usize>begin * pixel + offset
          for (let i = begin; i < across; i++) {
            greatest = f32x4.max(greatest, loadSome(cell, count))
            cell += pixel
          }
        }
        storeSome(to + offset, greatest, count)
      }
    }
  }
}

/**
 * What the cells get back, for (picture, sixteen channels) pairs `first` to `last`: each window gives to the first of its
 * greatest, row by row. Four passes over 4 bytes a tap and value, in the cache.
 *
 * @param dx zeros to begin with
 */
export function spreadGreatest(
  dy: usize,
  x: usize,
  y: usize,
  height: i32,
  width: i32,
  channels: i32,
  sizeDown: i32,
  sizeAcross: i32,
  strideDown: i32,
  strideAcross: i32,
  padTop: i32,
  padLeft: i32,
  dx: usize,
  outHeight: i32,
  outWidth: i32,
  first: i32,
  last: i32,
): void {
  const pixel = (<usize>channels) << 2
  const rowBytes = <usize>width * pixel
  const blocks = (channels + 15) >> 4
  for (let unit = first; unit < last; unit++) {
    const picture = unit / blocks
    const block = (unit - picture * blocks) << 4
    const end = min(block + 16, channels)
    const plane = <usize>(picture * height) * rowBytes
    for (let line = 0; line < outHeight; line++) {
      const top = line * strideDown - padTop
      const down = min(top + sizeDown, height)
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideAcross - padLeft
        const begin = max(left, 0)
        const across = min(left + sizeAcross, width)
        const window = <usize>((picture * outHeight + line) * outWidth + column) * pixel
        for (let channel = block; channel < end; channel += LANES) {
          const count = end - channel
          const offset = (<usize>channel) << 2
          const greatest = loadSome(y + window + offset, count)
          // Lanes that have not yet been given; those that hold no number never are.
          let share = loadSome(dy + window + offset, count)
          for (let row = max(top, 0); row < down; row++) {
            let at = plane + <usize>row * rowBytes + <usize>begin * pixel + offset
            for (let i = begin; i < across; i++) {
              const isHere = f32x4.eq(loadSome(x + at, count), greatest)
              if (v128.any_true(isHere)) {
                const given = v128.and(share, isHere)
                storeSome(dx + at, f32x4.add(loadSome(dx + at, count), given), count)
                share = v128.andnot(share, isHere)
              }
              at += pixel
            }
          }
        }
      }
    }
  }
}
