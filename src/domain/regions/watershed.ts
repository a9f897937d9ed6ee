import { LevelQueue } from './levelQueue.ts'
import { requireFilled, type LabelMap } from './labelMap.ts'

export interface WatershedInput {
  /** Height of the ground, row-major [height, width], 0 to 255: water rises from the low to the high. */
  readonly landscape: Uint8Array
  /** Where water springs, and whose it is. */
  readonly markers: LabelMap
  /** Only pixels that are not 0 here are flooded; without it, all. */
  readonly within?: Uint8Array
}

/**
 * Marker-controlled watershed by flooding: each pixel goes to the marker whose water reaches it first, lowest ground
 * first and, at the same height, first come, first served; neighbours are the four that share a side. No pixel is kept
 * for dams. (Meyer's algorithm, in the order of scikit-image's `watershed`.) Markers outside `within` are dropped.
 */
export function watershed({ landscape, markers, within }: WatershedInput): LabelMap {
  const { size } = markers
  const { width } = size
  requireFilled(landscape, size)
  const labels = new Int32Array(markers.labels.length)
  const queue = new LevelQueue(labels.length)
  const isOpen = (at: number): boolean => within === undefined || within[at] !== 0

  for (let at = 0; at < labels.length; at++) {
    const label = markers.labels[at] ?? 0
    if (label === 0 || !isOpen(at)) continue
    labels[at] = label
    queue.push(at, landscape[at] ?? 0)
  }
  const flood = (at: number, label: number): void => {
    if (labels[at] !== 0 || !isOpen(at)) return
    labels[at] = label
    queue.push(at, landscape[at] ?? 0)
  }
  for (let at = queue.pop(); at >= 0; at = queue.pop()) {
    const label = labels[at] ?? 0
    const x = at % width
    if (at >= width) flood(at - width, label)
    if (x > 0) flood(at - 1, label)
    if (x < width - 1) flood(at + 1, label)
    if (at + width < labels.length) flood(at + width, label)
  }
  return { size, labels, count: markers.count }
}
