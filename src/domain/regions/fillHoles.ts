import { connectedComponents } from './connectedComponents.ts'
import type { LabelMap } from './labelMap.ts'

/** Gives each patch of no region that only one region surrounds to that region. Patches at the border stay open. */
export function fillHoles(map: LabelMap): LabelMap {
  const { labels, size, count } = map
  const { width, height } = size
  const patches = connectedComponents(
    labels.map((label) => (label === 0 ? 1 : 0)),
    size,
  )
  /** The one region around each patch; 0 while unknown, -1 when it is open or has two. */
  const around = new Int32Array(patches.count + 1)
  const meet = (patch: number, label: number): void => {
    if (label === 0 || around[patch] === label) return
    around[patch] = around[patch] === 0 ? label : -1
  }
  for (let at = 0; at < labels.length; at++) {
    const patch = patches.labels[at] ?? 0
    if (patch === 0) continue
    const x = at % width
    const y = Math.floor(at / width)
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) {
      around[patch] = -1
      continue
    }
    meet(patch, labels[at - 1] ?? 0)
    meet(patch, labels[at + 1] ?? 0)
    meet(patch, labels[at - width] ?? 0)
    meet(patch, labels[at + width] ?? 0)
  }
  const filled = labels.map((label, at) =>
    label === 0 ? Math.max(0, around[patches.labels[at] ?? 0] ?? 0) : label,
  )
  return { size, labels: filled, count }
}
