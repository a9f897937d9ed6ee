import { fail } from '../domain/failure.ts'
import { readRuns } from '../domain/mask/counts.ts'
import { polygonsToMask } from '../domain/mask/polygon.ts'
import type { CocoSegmentation } from './coco/cocoFormat.ts'

/**
 * A mask made ready to be compared many times: where its runs end (column-major, zeros first), its area and its box.
 * Runs are kept as a file gives them: they may be empty or fail to fill the picture, as the reference allows.
 */
export interface MeasuredMask {
  readonly height: number
  readonly width: number
  /** Position after the last pixel of each run. */
  readonly ends: Uint32Array
  readonly area: number
  /** [x, y, width, height] as pycocotools' `toBbox`. */
  readonly box: readonly [number, number, number, number]
}

/**
 * Reads any form COCO stores a mask in. Polygons are filled on the picture's grid; run lengths bring their own size.
 * Throws a LimnError 'bad-request' for damaged run lengths.
 */
export function measureMask(
  segmentation: CocoSegmentation,
  picture: { readonly width: number; readonly height: number },
): MeasuredMask {
  if (!('counts' in segmentation)) {
    if (segmentation.length === 0) return measureRuns([picture.width * picture.height], picture)
    const { width, height } = picture
    return measureRuns(polygonsToMask(segmentation, { width, height }).counts, picture)
  }
  const { size, counts } = segmentation
  const [height, width] = size
  return measureRuns(typeof counts === 'string' ? readRuns(counts) : counts, { width, height })
}

/** Measures run lengths (column-major, zeros first). */
export function measureRuns(
  counts: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
): MeasuredMask {
  const ends = new Uint32Array(counts.length)
  let position = 0
  let area = 0
  for (let i = 0; i < counts.length; i++) {
    const run = counts[i] ?? 0
    if (!(run >= 0)) {
      fail('bad-request', `Run ${i} of a mask is ${run}, which is no length.`, 'Check its file.')
    }
    if (i % 2 === 1) area += run
    position += run
    ends[i] = position
  }
  return { height, width, ends, area, box: boxOfRuns(ends, width, height) }
}

/**
 * pycocotools' `toBbox` (maskApi.c, `rleToBbox`). A mask of empty runs only is the one the reference's unsigned
 * arithmetic wraps around for; its box then lies beyond the picture, so that it meets nothing inside.
 */
function boxOfRuns(
  ends: Uint32Array,
  width: number,
  height: number,
): readonly [number, number, number, number] {
  if (ends.length < 2) return [0, 0, 0, 0]
  let [left, top, right, bottom] = [width, height, 0, 0]
  for (let i = 1; i < ends.length; i += 2) {
    const start = ends[i - 1] ?? 0
    const last = (ends[i] ?? 0) - 1
    if (last < start) continue
    const firstColumn = Math.floor(start / height)
    const lastColumn = Math.floor(last / height)
    if (firstColumn < left) left = firstColumn
    if (lastColumn > right) right = lastColumn
    if (lastColumn > firstColumn) {
      top = 0
      bottom = height - 1
    } else {
      top = Math.min(top, start - firstColumn * height)
      bottom = Math.max(bottom, last - lastColumn * height)
    }
  }
  return [left, top, (right - left + 1) >>> 0, (bottom - top + 1) >>> 0]
}

/**
 * IoU of a detection and a true mask as pycocotools counts it (maskApi.c, `rleIou`): 0 when their boxes do not meet,
 * -1 when they are of different pictures, and over the detection's own area alone when the truth is a crowd.
 */
export function maskIouCrowd(found: MeasuredMask, truth: MeasuredMask, isCrowd: boolean): number {
  if (boxIouCrowd(found.box, truth.box, isCrowd) <= 0) return 0
  if (found.height !== truth.height || found.width !== truth.width) return -1
  const both = countBoth(found.ends, truth.ends)
  if (both === 0) return 0
  return both / (isCrowd ? found.area : found.area + truth.area - both)
}

/** Pixels in both, counted on the ends of the runs. */
function countBoth(a: Uint32Array, b: Uint32Array): number {
  let both = 0
  let i = 1
  let j = 1
  while (i < a.length && j < b.length) {
    const endA = a[i] ?? 0
    const endB = b[j] ?? 0
    const startA = a[i - 1] ?? 0
    const startB = b[j - 1] ?? 0
    const end = endA < endB ? endA : endB
    const start = startA > startB ? startA : startB
    if (end > start) both += end - start
    if (endA <= endB) i += 2
    if (endB <= endA) j += 2
  }
  return both
}

type CocoBox = readonly number[]

/** IoU of two boxes [x, y, width, height] as pycocotools computes it (maskApi.c, `bbIou`). */
export function boxIouCrowd(found: CocoBox, truth: CocoBox, isCrowd: boolean): number {
  const [x = 0, y = 0, width = 0, height = 0] = found
  const [x2 = 0, y2 = 0, width2 = 0, height2 = 0] = truth
  const w = Math.min(width + x, width2 + x2) - Math.max(x, x2)
  if (w <= 0) return 0
  const h = Math.min(height + y, height2 + y2) - Math.max(y, y2)
  if (h <= 0) return 0
  const both = w * h
  const area = width * height
  return both / (isCrowd ? area : area + width2 * height2 - both)
}
