import type { Polygons } from '../../domain/objectCorners.ts'
import { toStagePoint, type ViewTransform } from '../stage/viewTransform.ts'

/** The corners of the selected object under the polygon tool. Image frame. */
export interface CornersHighlight {
  readonly polygons: Polygons
  readonly held: { readonly ring: number; readonly corner: number } | null
}

const HALF_PX = 3.5
const HELD_HALF_PX = 5
const DARK = 'rgb(0 0 0 / 65%)'

/** A square handle at every corner; the edges too while one is being moved. CSS pixels. */
export function paintCorners(
  context: CanvasRenderingContext2D,
  view: ViewTransform,
  { polygons, held }: CornersHighlight,
): void {
  const handles = new Path2D()
  const edges = new Path2D()
  polygons.forEach((polygon, ring) => {
    for (let corner = 0; corner < polygon.length / 2; corner++) {
      const { x, y } = toStagePoint(view, {
        x: polygon[2 * corner] ?? 0,
        y: polygon[2 * corner + 1] ?? 0,
      })
      const isHeld = held?.ring === ring && held.corner === corner
      const half = isHeld ? HELD_HALF_PX : HALF_PX
      handles.rect(x - half, y - half, 2 * half, 2 * half)
      if (corner === 0) edges.moveTo(x, y)
      else edges.lineTo(x, y)
    }
    edges.closePath()
  })
  context.lineJoin = 'round'
  if (held !== null) {
    context.lineWidth = 3.5
    context.strokeStyle = DARK
    context.stroke(edges)
    context.lineWidth = 1.5
    context.strokeStyle = '#ffffff'
    context.stroke(edges)
  }
  context.lineWidth = 2.5
  context.strokeStyle = DARK
  context.stroke(handles)
  context.fillStyle = '#ffffff'
  context.fill(handles)
}
