import type { Projection } from '../overlay/paintMask.ts'
import type { ViewTransform } from './viewTransform.ts'

/** How far the scene is painted beyond the stage, so that moving it bares nothing at once. CSS pixels. */
export const OVERSCAN_PX = 96

/** A moved bitmap grows soft; past this stretch it is painted anew also in the middle of a gesture. */
const LARGEST_STRETCH = 1.6

/** Whether what was painted for one view can stand in for another: it covers the stage and is not stretched too far. */
export function canStandIn(painted: Projection, next: Projection): boolean {
  const { scale, x, y } = moveBetween(painted.view, next.view)
  if (scale > LARGEST_STRETCH || scale < 1 / LARGEST_STRETCH) return false
  const margin = painted.marginPx * scale
  return (
    x - margin <= 0 &&
    y - margin <= 0 &&
    x + painted.stageSize.width * scale + margin >= next.stageSize.width &&
    y + painted.stageSize.height * scale + margin >= next.stageSize.height
  )
}

/** CSS transform (origin at the stage's corner) that lays what was painted for one view over another. */
export function movedSceneCss(painted: ViewTransform, next: ViewTransform): string {
  const { scale, x, y } = moveBetween(painted, next)
  return scale === 1 && x === 0 && y === 0 ? '' : `matrix(${scale}, 0, 0, ${scale}, ${x}, ${y})`
}

/** stagePoint after = stagePoint before * scale + (x, y). */
function moveBetween(before: ViewTransform, after: ViewTransform): ViewTransform {
  const scale = after.scale / before.scale
  return { scale, x: after.x - before.x * scale, y: after.y - before.y * scale }
}

const SMOOTH_FRAME_MS = 20
const JERKY_FRAME_MS = 28
const LEAST_BUDGET = 1_500
const LARGEST_BUDGET = 500_000

/**
 * How much to paint in the next frame (in the unit of maskEffort), judged by how long the last frame took, in which
 * `spent` was painted.
 * Painting happens behind the script's back (on a GPU, or when the frame is put together), so that the rhythm of the
 * frames is the only honest clock.
 */
export function nextBudget(budget: number, spent: number, frameMs: number): number {
  if (frameMs > JERKY_FRAME_MS && spent > LEAST_BUDGET / 2) {
    return Math.max(LEAST_BUDGET, Math.min(budget, spent) / 2)
  }
  // A frame that was not full says nothing about a fuller one.
  if (frameMs < SMOOTH_FRAME_MS && spent > budget / 2) return Math.min(LARGEST_BUDGET, budget * 1.5)
  return budget
}
