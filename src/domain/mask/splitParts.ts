import type { MaskRle } from '../maskRle.ts'
import { forEachColumnRun } from './columnRuns.ts'
import { RunBuilder } from './runBuilder.ts'

interface Run {
  readonly x: number
  readonly top: number
  readonly bottom: number
  part: number
}

/** The separate pieces of a mask, largest first; pixels that meet at an edge or a corner are of one piece. */
export function splitParts(mask: MaskRle): readonly MaskRle[] {
  const runs: Run[] = []
  forEachColumnRun(mask, (x, top, bottom) => runs.push({ x, top, bottom, part: runs.length }))
  const rootOf = (index: number): number => {
    let root = index
    for (let up = runs[root]?.part ?? root; up !== root; up = runs[root]?.part ?? root) root = up
    return root
  }
  let first = 0
  runs.forEach((run, index) => {
    // Runs of the column before that end above this one touch no later run either.
    while (first < index && isBehind(runs[first], run)) first += 1
    for (let at = first; at < index; at++) {
      const other = runs[at]
      if (other === undefined || other.x !== run.x - 1 || other.top > run.bottom) break
      if (other.bottom >= run.top) {
        const root = runs[rootOf(at)]
        const own = runs[rootOf(index)]
        if (root !== undefined && own !== undefined) own.part = root.part
      }
    }
  })
  const parts = new Map<number, Run[]>()
  runs.forEach((run, index) => {
    const root = rootOf(index)
    const part = parts.get(root)
    if (part === undefined) parts.set(root, [run])
    else part.push(run)
  })
  const area = (part: readonly Run[]) =>
    part.reduce((total, { top, bottom }) => total + bottom - top, 0)
  return [...parts.values()]
    .sort((a, b) => area(b) - area(a))
    .map((part) => maskOfRuns(part, mask.size))
}

function isBehind(other: Run | undefined, run: Run): boolean {
  if (other === undefined) return false
  return other.x < run.x - 1 || (other.x === run.x - 1 && other.bottom < run.top)
}

function maskOfRuns(runs: readonly Run[], size: MaskRle['size']): MaskRle {
  const builder = new RunBuilder()
  let position = 0
  for (const { x, top, bottom } of runs) {
    builder.append(0, x * size.height + top - position)
    builder.append(1, bottom - top)
    position = x * size.height + bottom
  }
  builder.append(0, size.width * size.height - position)
  return builder.finish(size)
}
