import { multiplyTile, PANEL } from './matMul'

/**
 * A convolution, or what one sends back to its input, as a walk over pixels that each gather taps: numbers of the
 * geometry, in order, each an i32 (src/kernels/convolution/tapGeometry.ts writes them). Tap (a, b) of the walk's pixel
 * (j, i) is the source's pixel (j · strideDown + down[a], i · strideAcross + across[b]), zeros outside it.
 */
const SOURCE_HEIGHT: usize = 0
const SOURCE_WIDTH: usize = 4
/** Values of a source pixel, and how many of a tap are taken, from where. */
const SOURCE_PIXEL: usize = 8
const SOURCE_CHANNEL: usize = 12
const TAP_DEPTH: usize = 16
const TAPS_DOWN: usize = 20
const TAPS_ACROSS: usize = 24
const STRIDE_DOWN: usize = 28
const STRIDE_ACROSS: usize = 32
/** Pixels of the walk a picture. */
const WALK_HEIGHT: usize = 36
const WALK_WIDTH: usize = 40
/** Where the walk's pixels lie in the target: begin and step. */
const TARGET_HEIGHT: usize = 44
const TARGET_WIDTH: usize = 48
const TARGET_PIXEL: usize = 52
const TARGET_CHANNEL: usize = 56
const TARGET_TOP: usize = 60
const TARGET_DOWN: usize = 64
const TARGET_LEFT: usize = 68
const TARGET_ACROSS: usize = 72
const COLUMNS: usize = 76
/** Pixels that are gathered and multiplied at once. */
const TILE: usize = 80
/** Pixels of the walk in all pictures. */
const PIXELS: usize = 84
const OFFSETS: usize = 88

// @ts-ignore: decorator
@inline
function numberAt(geometry: usize, place: usize): i32 {
  return load<i32>(geometry + place)
}

/** Bytes that each thread of `convolveTaps` works in: addresses, a row of zeros, and the gathered tile. */
export function tapScratch(depth: i32, tile: i32): i32 {
  return (2 * tile + depth * (tile + 1)) << 2
}

/**
 * Tiles `first` to `last` of the walk: each pixel's taps side by side times the packed filter, plus bias, activated. A
 * tile of up to 48 pixels reads the filter once, from the second-level cache or beyond: 24 FLOP a byte.
 *
 * @param packed panels of [taps · tap depth, columns]
 * @param bias [whole panels], or 0
 */
export function convolveTaps(
  geometry: usize,
  source: usize,
  packed: usize,
  bias: usize,
  target: usize,
  activation: i32,
  scratch: usize,
  first: i32,
  last: i32,
  thread: i32,
): void {
  const tapsDown = numberAt(geometry, TAPS_DOWN)
  const tapsAcross = numberAt(geometry, TAPS_ACROSS)
  const tapDepth = numberAt(geometry, TAP_DEPTH)
  const tile = numberAt(geometry, TILE)
  const depth = tapsDown * tapsAcross * tapDepth
  const rowBytes = (<usize>depth) << 2
  const pixels = numberAt(geometry, PIXELS)
  const walkWidth = numberAt(geometry, WALK_WIDTH)
  const walkHeight = numberAt(geometry, WALK_HEIGHT)
  const sourcePixel = (<usize>numberAt(geometry, SOURCE_PIXEL)) << 2
  const pictureBytes = <usize>(numberAt(geometry, SOURCE_HEIGHT) * numberAt(geometry, SOURCE_WIDTH)) * sourcePixel
  const from = source + ((<usize>numberAt(geometry, SOURCE_CHANNEL)) << 2)
  const targetPixel = (<usize>numberAt(geometry, TARGET_PIXEL)) << 2
  const to = target + ((<usize>numberAt(geometry, TARGET_CHANNEL)) << 2)
  const table = scratch + <usize>thread * <usize>tapScratch(depth, tile)
  const zeros = table + ((<usize>tile) << 3)
  const patches = zeros + rowBytes
  memory.fill(zeros, 0, rowBytes)
  for (let unit = first; unit < last; unit++) {
    const begin = unit * tile
    const count = min(tile, pixels - begin)
    for (let t = 0; t < count; t++) {
      const pixel = begin + t
      const line = pixel / walkWidth
      const i = pixel - line * walkWidth
      const picture = line / walkHeight
      const j = line - picture * walkHeight
      const row = picture * numberAt(geometry, TARGET_HEIGHT) + numberAt(geometry, TARGET_TOP) + j * numberAt(geometry, TARGET_DOWN)
      const column = numberAt(geometry, TARGET_LEFT) + i * numberAt(geometry, TARGET_ACROSS)
      const place = table + ((<usize>t) << 3)
      store<usize>(place, to + <usize>(row * numberAt(geometry, TARGET_WIDTH) + column) * targetPixel, 4)
      const pictureAt = from + <usize>picture * pictureBytes
      const top = j * numberAt(geometry, STRIDE_DOWN)
      const left = i * numberAt(geometry, STRIDE_ACROSS)
      if (tapsDown * tapsAcross == 1) {
        store<usize>(place, pixelAt(geometry, pictureAt, sourcePixel, top, left, zeros))
      } else {
        const patch = patches + <usize>t * rowBytes
        gatherTaps(geometry, pictureAt, sourcePixel, top, left, patch)
        store<usize>(place, patch)
      }
    }
    multiplyTable(table, count, packed, depth, numberAt(geometry, COLUMNS), bias, activation)
  }
}

/** The one tap of a pointwise convolution, where it lies: nothing is copied. */
// @ts-ignore: decorator
@inline
function pixelAt(geometry: usize, picture: usize, pixel: usize, top: i32, left: i32, zeros: usize): usize {
  const y = top + load<i32>(geometry + OFFSETS)
  const x = left + load<i32>(geometry + OFFSETS, 4)
  const height = numberAt(geometry, SOURCE_HEIGHT)
  const width = numberAt(geometry, SOURCE_WIDTH)
  if (y < 0 || y >= height || x < 0 || x >= width) return zeros
  return picture + <usize>(y * width + x) * pixel
}

function gatherTaps(geometry: usize, picture: usize, pixel: usize, top: i32, left: i32, patch: usize): void {
  const height = numberAt(geometry, SOURCE_HEIGHT)
  const width = numberAt(geometry, SOURCE_WIDTH)
  const tapsDown = numberAt(geometry, TAPS_DOWN)
  const tapsAcross = numberAt(geometry, TAPS_ACROSS)
  const tapBytes = (<usize>numberAt(geometry, TAP_DEPTH)) << 2
  const down = geometry + OFFSETS
  const across = down + ((<usize>tapsDown) << 2)
  const firstX = left + load<i32>(across)
  const lastX = left + load<i32>(across + ((<usize>(tapsAcross - 1)) << 2))
  const isRun = tapBytes == pixel && lastX - firstX == tapsAcross - 1 && firstX >= 0 && lastX < width
  let to = patch
  for (let a = 0; a < tapsDown; a++) {
    const y = top + load<i32>(down + ((<usize>a) << 2))
    if (y < 0 || y >= height) {
      memory.fill(to, 0, <usize>tapsAcross * tapBytes)
      to += <usize>tapsAcross * tapBytes
      continue
    }
    const row = picture + <usize>(y * width) * pixel
    if (isRun) {
      copyValues(to, row + <usize>firstX * pixel, <usize>tapsAcross * tapBytes)
      to += <usize>tapsAcross * tapBytes
      continue
    }
    for (let b = 0; b < tapsAcross; b++) {
      const x = left + load<i32>(across + ((<usize>b) << 2))
      if (x < 0 || x >= width) memory.fill(to, 0, tapBytes)
      else copyValues(to, row + <usize>x * pixel, tapBytes)
      to += tapBytes
    }
  }
}

/** Short runs go faster by hand than by a call out of WebAssembly. */
function copyValues(to: usize, from: usize, bytes: usize): void {
  let at: usize = 0
  const wholes = bytes & ~15
  for (; at < wholes; at += 16) v128.store(to + at, v128.load(from + at))
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at))
}

/** Rows whose addresses, and those of their answers, lie in a table. */
function multiplyTable(
  table: usize,
  count: i32,
  packed: usize,
  depth: i32,
  columns: i32,
  bias: usize,
  activation: i32,
): void {
  const panelBytes = (<usize>depth) << 5
  let panel = packed
  for (let column = 0; column < columns; column += PANEL) {
    const offset = (<usize>column) << 2
    const a = bias ? v128.load(bias + offset) : f32x4.splat(0)
    const b = bias ? v128.load(bias + offset, 16) : f32x4.splat(0)
    for (let r = 0; r < count; r += 4) {
      const t0 = table + ((<usize>r) << 3)
      const t1 = table + ((<usize>min(r + 1, count - 1)) << 3)
      const t2 = table + ((<usize>min(r + 2, count - 1)) << 3)
      const t3 = table + ((<usize>min(r + 3, count - 1)) << 3)
      multiplyTile(
        load<usize>(t0),
        load<usize>(t1),
        load<usize>(t2),
        load<usize>(t3),
        panel,
        depth,
        a,
        b,
        0,
        0,
        0,
        0,
        load<usize>(t0, 4) + offset,
        load<usize>(t1, 4) + offset,
        load<usize>(t2, 4) + offset,
        load<usize>(t3, 4) + offset,
        columns - column,
        activation,
      )
    }
    panel += panelBytes
  }
}
