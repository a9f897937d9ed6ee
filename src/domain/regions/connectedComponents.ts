import type { ImageSize } from '../image.ts'
import { requireFilled, type LabelMap } from './labelMap.ts'

export interface ComponentOptions {
  /** Whether pixels that meet at a corner belong together. */
  readonly diagonal?: boolean
}

/**
 * Regions of touching pixels that have the same class; class 0 is the background and belongs to none. Regions are
 * numbered in the order in which rows from the top, read left to right, first meet them.
 */
export function connectedComponents(
  classes: Uint8Array | Int32Array,
  size: ImageSize,
  { diagonal = false }: ComponentOptions = {},
): LabelMap {
  requireFilled(classes, size)
  const { width } = size
  const parents = new Int32Array(classes.length) // of each pixel: an earlier pixel of its region, or itself
  for (let at = 0; at < classes.length; at++) {
    parents[at] = at
    const value = classes[at]
    if (value === 0) continue
    const x = at % width
    if (x > 0 && classes[at - 1] === value) join(parents, at - 1, at)
    if (at < width) continue
    if (classes[at - width] === value) join(parents, at - width, at)
    if (!diagonal) continue
    if (x > 0 && classes[at - width - 1] === value) join(parents, at - width - 1, at)
    if (x < width - 1 && classes[at - width + 1] === value) join(parents, at - width + 1, at)
  }
  return number(parents, classes, size)
}

function number(
  parents: Int32Array<ArrayBuffer>,
  classes: Uint8Array | Int32Array,
  size: ImageSize,
): LabelMap {
  const labels = new Int32Array(classes.length)
  let count = 0
  for (let at = 0; at < classes.length; at++) {
    if (classes[at] === 0) continue
    // A root is the first pixel of its region, so it has its number before any other asks.
    const root = rootOf(parents, at)
    labels[at] = root === at ? ++count : (labels[root] ?? 0)
  }
  return { size, labels, count }
}

/** The earlier root becomes the root of both. */
function join(parents: Int32Array, a: number, b: number): void {
  const rootA = rootOf(parents, a)
  const rootB = rootOf(parents, b)
  if (rootA < rootB) parents[rootB] = rootA
  else parents[rootA] = rootB
}

function rootOf(parents: Int32Array, pixel: number): number {
  let at = pixel
  for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
    const grandparent = parents[parent] ?? parent
    parents[at] = grandparent
    at = grandparent
  }
  return at
}
