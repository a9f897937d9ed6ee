import type { ImageSize } from '../image.ts'
import { squaredDistanceToOther } from './distanceTransform.ts'
import type { LabelMap } from './labelMap.ts'

/**
 * What the distance head of a U-Net learns: for each pixel of an object its distance to the nearest pixel that is not
 * of the object, over the largest such distance of the object; 0 outside. So every object has a crest of 1, however
 * small it is, and touching objects are parted by a valley.
 */
export function distanceTarget({ labels, size, count }: LabelMap): Float32Array<ArrayBuffer> {
  const squares = squaredDistanceToOther(labels, size)
  const largest = new Float64Array(count + 1)
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0
    largest[label] = Math.max(largest[label] ?? 0, squares[at] ?? 0)
  }
  const target = new Float32Array(labels.length)
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0
    if (label > 0) target[at] = Math.sqrt((squares[at] ?? 0) / (largest[label] ?? 1))
  }
  return target
}

/** Two pixels to every side: the window in which two objects count as touching. */
const REACH = 2

/** What the touching head learns: 1 where the 5 x 5 window around a pixel holds two objects, else 0. */
export function touchingTarget({ labels, size }: LabelMap): Float32Array<ArrayBuffer> {
  const largest = windowed(labels, size, (a, b) => (a > b ? a : b))
  const smallest = windowed(labels, size, smallerObject)
  return Float32Array.from(largest, (label, at) => (label !== smallest[at] ? 1 : 0))
}

/** The smaller of two labels, where 0, no object, does not count. */
function smallerObject(a: number, b: number): number {
  if (a === 0) return b
  return b === 0 || a < b ? a : b
}

/** Folds each pixel's window, rows first and then columns. */
function windowed(
  labels: Int32Array<ArrayBuffer>,
  { width, height }: ImageSize,
  fold: (a: number, b: number) => number,
): Int32Array<ArrayBuffer> {
  const rows = new Int32Array(labels.length)
  for (let at = 0; at < labels.length; at++) {
    const x = at % width
    const end = at + Math.min(REACH, width - 1 - x)
    let value = labels[at] ?? 0
    for (let i = at - Math.min(REACH, x); i <= end; i++) value = fold(value, labels[i] ?? 0)
    rows[at] = value
  }
  const result = new Int32Array(labels.length)
  for (let at = 0; at < labels.length; at++) {
    const y = Math.floor(at / width)
    const end = at + Math.min(REACH, height - 1 - y) * width
    let value = rows[at] ?? 0
    for (let i = at - Math.min(REACH, y) * width; i <= end; i += width) {
      value = fold(value, rows[i] ?? 0)
    }
    result[at] = value
  }
  return result
}
