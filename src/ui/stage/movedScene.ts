import type { Projection } from '../overlay/paintMask.ts'
import type { ViewTransform } from './viewTransform.ts'

/** How far the scene is painted beyond the stage, so that moving it bares nothing at once. CSS pixels. */
export const OVERSCAN_PX = 96

/** What is on the scene canvas. */
export interface PaintedView {
  readonly projection: Projection
  /** Outline corners in it. */
  readonly corners: number
  /** What painting it took on this thread. */
  readonly paintMs: number
  /** When it was painted, milliseconds on the clock of animation frames. */
  readonly paintedAt: number
}

/** A scene under both is painted on every frame of a gesture and stays crisp. */
const LIGHT_CORNERS = 10_000
const LIGHT_PAINT_MS = 5
/** A moved bitmap grows soft: past these it is painted anew, also in the middle of a gesture. */
const LARGEST_STRETCH = 1.6
/** A bared edge is painted no more often than this. */
const REPAINT_MS = 120

/**
 * Whether the painted bitmap may stand in for the scene at a new view while a gesture runs: it is too heavy to paint on
 * every frame, not stretched too far, and covers the stage (or was painted a moment ago).
 */
export function mayMoveScene(painted: PaintedView, next: Projection, now: number): boolean {
  if (painted.corners < LIGHT_CORNERS && painted.paintMs < LIGHT_PAINT_MS) return false
  if (painted.projection.pixelRatio !== next.pixelRatio) return false
  const stretch = next.view.scale / painted.projection.view.scale
  if (stretch > LARGEST_STRETCH || stretch < 1 / LARGEST_STRETCH) return false
  return coversStage(painted, next) || now - painted.paintedAt < REPAINT_MS
}

function coversStage({ projection }: PaintedView, { view, stageSize }: Projection): boolean {
  const { scale, x, y } = moveBetween(projection.view, view)
  const { marginPx } = projection
  return (
    x - marginPx * scale <= 0 &&
    y - marginPx * scale <= 0 &&
    x + (projection.stageSize.width + marginPx) * scale >= stageSize.width &&
    y + (projection.stageSize.height + marginPx) * scale >= stageSize.height
  )
}

/** CSS transform (origin at the stage's corner) that lays what was painted for one view over another. */
export function movedSceneCss(painted: ViewTransform, next: ViewTransform): string {
  const { scale, x, y } = moveBetween(painted, next)
  return `matrix(${scale}, 0, 0, ${scale}, ${x}, ${y})`
}

/** stagePoint after = stagePoint before * scale + (x, y). */
function moveBetween(before: ViewTransform, after: ViewTransform): ViewTransform {
  const scale = after.scale / before.scale
  return { scale, x: after.x - before.x * scale, y: after.y - before.y * scale }
}
