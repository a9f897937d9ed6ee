import type { ImagePoint } from '../../domain/image.ts'
import { toStagePoint, type ViewTransform } from '../stage/viewTransform.ts'

/** The brush or eraser: where it hovers and what it has drawn since it was pressed. Image frame. */
export interface BrushHighlight {
  readonly at: ImagePoint | null
  readonly stroke: readonly ImagePoint[]
  readonly radius: number
  readonly erases: boolean
}

const CORNER_RADIUS_PX = 4.5
const DARK = 'rgb(0 0 0 / 65%)'

/** A polygon in the making: its edges so far and a handle at every corner, the first one larger, since it closes. */
export function paintPolygonDraft(
  context: CanvasRenderingContext2D,
  view: ViewTransform,
  polygon: readonly ImagePoint[],
): void {
  const corners = polygon.map((corner) => toStagePoint(view, corner))
  const edges = new Path2D()
  corners.forEach(({ x, y }, index) => {
    if (index === 0) edges.moveTo(x, y)
    else edges.lineTo(x, y)
  })
  context.lineJoin = 'round'
  context.fillStyle = 'rgb(255 255 255 / 16%)'
  context.fill(edges, 'evenodd')
  context.lineWidth = 3.5
  context.strokeStyle = DARK
  context.stroke(edges)
  context.lineWidth = 1.5
  context.strokeStyle = '#ffffff'
  context.stroke(edges)
  corners.forEach(({ x, y }, index) => {
    context.beginPath()
    context.arc(x, y, CORNER_RADIUS_PX + (index === 0 ? 2 : 0), 0, 2 * Math.PI)
    context.fillStyle = '#ffffff'
    context.fill()
    context.strokeStyle = DARK
    context.stroke()
  })
}

/** The stroke as it will be added (white) or taken away (red), and the brush's rim. */
export function paintBrush(
  context: CanvasRenderingContext2D,
  view: ViewTransform,
  { at, stroke, radius, erases }: BrushHighlight,
): void {
  const radiusPx = Math.max(1, radius * view.scale)
  const [first] = stroke
  if (first !== undefined) {
    const line = new Path2D()
    const start = toStagePoint(view, first)
    line.moveTo(start.x, start.y)
    for (const point of stroke) {
      const { x, y } = toStagePoint(view, point)
      line.lineTo(x, y)
    }
    context.lineCap = 'round'
    context.lineJoin = 'round'
    context.lineWidth = 2 * radiusPx
    context.strokeStyle = erases ? 'rgb(220 40 40 / 55%)' : 'rgb(255 255 255 / 60%)'
    context.stroke(line)
    context.lineCap = 'butt'
  }
  if (at === null) return
  const { x, y } = toStagePoint(view, at)
  context.beginPath()
  context.arc(x, y, radiusPx, 0, 2 * Math.PI)
  context.lineWidth = 3
  context.strokeStyle = DARK
  context.stroke()
  context.lineWidth = 1.5
  context.strokeStyle = erases ? '#ff8a80' : '#ffffff'
  context.stroke()
}
