import { multiply } from './matMul'
import { exp4, maxLane, sumLanes } from './simd'

/** Queries whose scores are held at once. */
const QUERY_BLOCK: i32 = 32
const PANEL: i32 = 8
const HIDDEN: f32 = -1e30

// @ts-ignore: decorator
@inline
function roundUp(count: i32): i32 {
  return (count + PANEL - 1) & ~(PANEL - 1)
}

/** Bytes that each thread of `attend` works in. */
export function attentionScratch(keys: i32, depth: i32): i32 {
  return (roundUp(keys) * depth + keys * depth + QUERY_BLOCK * roundUp(keys)) << 2
}

/** Bytes that each thread of `attendWindows` works in. */
export function windowScratch(side: i32, depth: i32): i32 {
  const cells = side * side
  return attentionScratch(cells, depth) + ((cells * depth * 4) << 2)
}

/**
 * One head of attention: softmax(scale q · kᵀ + bias) · v for all queries. Strides are bytes from row to row; depth is
 * a multiple of eight.
 *
 * @param bias [queries, keys] with `biasStride` (0 repeats one row), or 0
 */
export function attendHead(
  queries: usize,
  queryStride: i32,
  queryCount: i32,
  keys: usize,
  values: usize,
  keyStride: i32,
  keyCount: i32,
  depth: i32,
  scale: f32,
  bias: usize,
  biasStride: i32,
  out: usize,
  outStride: i32,
  scratch: usize,
): void {
  const columns = roundUp(keyCount)
  const packedKeys = scratch
  const packedValues = packedKeys + ((<usize>(columns * depth)) << 2)
  const scores = packedValues + ((<usize>(keyCount * depth)) << 2)
  packKeys(keys, keyStride, keyCount, depth, scale, packedKeys)
  packValues(values, keyStride, keyCount, depth, packedValues)
  for (let block = 0; block < queryCount; block += QUERY_BLOCK) {
    const count = min(QUERY_BLOCK, queryCount - block)
    const from = queries + <usize>(block * queryStride)
    multiply(
      from,
      queryStride,
      packedKeys,
      depth,
      columns,
      0,
      0,
      1,
      scores,
      columns << 2,
      0,
      0,
      count,
    )
    for (let row = 0; row < count; row++) {
      const rowBias = bias ? bias + <usize>((block + row) * biasStride) : 0
      softmaxRow(scores + ((<usize>(row * columns)) << 2), keyCount, columns, rowBias)
    }
    const to = out + <usize>(block * outStride)
    multiply(
      scores,
      columns << 2,
      packedValues,
      keyCount,
      depth,
      0,
      0,
      1,
      to,
      outStride,
      0,
      0,
      count,
    )
  }
}

/** Keys as the panels of kᵀ, scaled: [columns / 8][depth][8], zeros beyond the last key. */
function packKeys(
  keys: usize,
  stride: i32,
  count: i32,
  depth: i32,
  scale: f32,
  packed: usize,
): void {
  const columns = roundUp(count)
  for (let column = 0; column < columns; column++) {
    let to = packed + ((<usize>((column / PANEL) * depth * PANEL + (column & (PANEL - 1)))) << 2)
    const from = keys + <usize>(column * stride)
    for (let i = 0; i < depth; i++) {
      store<f32>(to, column < count ? load<f32>(from + ((<usize>i) << 2)) * scale : 0)
      to += (<usize>PANEL) << 2
    }
  }
}

/** Values as panels of eight columns: [depth / 8][keys][8]. */
function packValues(values: usize, stride: i32, count: i32, depth: i32, packed: usize): void {
  let to = packed
  for (let column = 0; column < depth; column += PANEL) {
    let from = values + ((<usize>column) << 2)
    for (let i = 0; i < count; i++) {
      v128.store(to, v128.load(from))
      v128.store(to, v128.load(from, 16), 16)
      from += stride
      to += (<usize>PANEL) << 2
    }
  }
}

/** softmax(row + bias) in place; columns is `count` rounded up to whole panels. */
function softmaxRow(row: usize, count: i32, columns: i32, bias: usize): void {
  if (bias) {
    let i = 0
    for (; i + 4 <= count; i += 4) {
      const at = (<usize>i) << 2
      v128.store(row + at, f32x4.add(v128.load(row + at), v128.load(bias + at)))
    }
    for (; i < count; i++) {
      const at = (<usize>i) << 2
      store<f32>(row + at, load<f32>(row + at) + load<f32>(bias + at))
    }
  }
  for (let i = count; i < columns; i++) store<f32>(row + ((<usize>i) << 2), HIDDEN)
  const end = row + ((<usize>columns) << 2)
  let highest = v128.load(row)
  for (let at = row + 16; at < end; at += 16) highest = f32x4.max(highest, v128.load(at))
  const peak = f32x4.splat(maxLane(highest))
  let sums = f32x4.splat(0)
  for (let at = row; at < end; at += 16) {
    const e = exp4(f32x4.sub(v128.load(at), peak))
    v128.store(at, e)
    sums = f32x4.add(sums, e)
  }
  const share = f32x4.splat(1 / sumLanes(sums))
  for (let at = row; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), share))
}

/**
 * Self-attention inside windows of a picture, for (window, head) pairs `first` to `last`, windows row by row, heads
 * innermost. `scratch` holds a part for each thread.
 *
 * @param qkv [height, width, heads, 3, depth]
 * @param outside [heads, 3, depth], what pixels beyond the border hold
 * @param bias [heads, side², side²]
 * @param out [height, width, heads, depth]
 */
export function attendWindows(
  qkv: usize,
  height: i32,
  width: i32,
  heads: i32,
  depth: i32,
  side: i32,
  bias: usize,
  outside: usize,
  out: usize,
  scratch: usize,
  scale: f32,
  first: i32,
  last: i32,
  thread: i32,
): void {
  const own = scratch + <usize>(thread * windowScratch(side, depth))
  const cells = side * side
  const depthBytes = depth << 2
  const headBytes = <usize>(3 * depthBytes)
  const gathered = own + attentionScratch(cells, depth)
  const attended = gathered + <usize>cells * headBytes
  const windowsAcross = (width + side - 1) / side
  for (let unit = first; unit < last; unit++) {
    const head = unit % heads
    const window = unit / heads
    const top = (window / windowsAcross) * side
    const left = (window % windowsAcross) * side
    let to = gathered
    for (let cell = 0; cell < cells; cell++) {
      const y = top + cell / side
      const x = left + (cell % side)
      const isInside = y < height && x < width
      const pixel = isInside ? qkv + <usize>((y * width + x) * heads) * headBytes : outside
      memory.copy(to, pixel + <usize>head * headBytes, headBytes)
      to += headBytes
    }
    attendHead(
      gathered,
      <i32>headBytes,
      cells,
      gathered + depthBytes,
      gathered + 2 * depthBytes,
      <i32>headBytes,
      cells,
      depth,
      scale,
      bias + ((<usize>(head * cells * cells)) << 2),
      cells << 2,
      attended,
      depthBytes,
      own,
    )
    for (let cell = 0; cell < cells; cell++) {
      const y = top + cell / side
      const x = left + (cell % side)
      if (y >= height || x >= width) continue
      const pixel = out + <usize>(((y * width + x) * heads + head) * depthBytes)
      memory.copy(pixel, attended + <usize>(cell * depthBytes), depthBytes)
    }
  }
}

/**
 * Attention with several heads, for (batch, head) pairs `first` to `last`, heads innermost. Batch strides are bytes,
 * 0 where all of the batch share one; `scratch` holds a part for each thread.
 *
 * @param queries [batch, queries, heads, depth], as are keys, values and out
 * @param keyBias [batch, keys], or 0
 */
export function attend(
  queries: usize,
  queryBatchStride: i32,
  queryCount: i32,
  keys: usize,
  values: usize,
  keyBatchStride: i32,
  keyCount: i32,
  heads: i32,
  depth: i32,
  keyBias: usize,
  out: usize,
  scratch: usize,
  scale: f32,
  first: i32,
  last: i32,
  thread: i32,
): void {
  const own = scratch + <usize>(thread * attentionScratch(keyCount, depth))
  const rowBytes = (heads * depth) << 2
  for (let unit = first; unit < last; unit++) {
    const batch = unit / heads
    const column = (<usize>((unit % heads) * depth)) << 2
    attendHead(
      queries + <usize>(batch * queryBatchStride) + column,
      rowBytes,
      queryCount,
      keys + <usize>(batch * keyBatchStride) + column,
      values + <usize>(batch * keyBatchStride) + column,
      rowBytes,
      keyCount,
      depth,
      scale,
      keyBias ? keyBias + ((<usize>(batch * keyCount)) << 2) : 0,
      0,
      out + <usize>(batch * queryCount * rowBytes) + column,
      rowBytes,
      own,
    )
  }
}
