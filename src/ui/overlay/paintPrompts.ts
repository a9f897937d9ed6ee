import type { Box } from '../../domain/box.ts'
import type { PromptPoint } from '../../domain/instance.ts'
import {
  toStageBox,
  toStagePoint,
  type StagePoint,
  type ViewTransform,
} from '../stage/viewTransform.ts'

const INCLUDE_COLOUR = '#1a7f37'
const EXCLUDE_COLOUR = '#c62828'
const RADIUS_PX = 7
const GLYPH_PX = 3.5

/** A click of the person: a green plus or a red minus in a white ring; colour and sign say the same. CSS pixels. */
export function paintPromptPoint(
  context: CanvasRenderingContext2D,
  view: ViewTransform,
  point: PromptPoint,
): void {
  const { x, y } = toStagePoint(view, point)
  context.beginPath()
  context.arc(x, y, RADIUS_PX + 2.5, 0, 2 * Math.PI)
  context.fillStyle = 'rgb(0 0 0 / 35%)'
  context.fill()
  context.beginPath()
  context.arc(x, y, RADIUS_PX + 1.5, 0, 2 * Math.PI)
  context.fillStyle = '#ffffff'
  context.fill()
  context.beginPath()
  context.arc(x, y, RADIUS_PX, 0, 2 * Math.PI)
  context.fillStyle = point.positive ? INCLUDE_COLOUR : EXCLUDE_COLOUR
  context.fill()
  context.beginPath()
  context.moveTo(x - GLYPH_PX, y)
  context.lineTo(x + GLYPH_PX, y)
  if (point.positive) {
    context.moveTo(x, y - GLYPH_PX)
    context.lineTo(x, y + GLYPH_PX)
  }
  context.lineWidth = 2
  context.strokeStyle = '#ffffff'
  context.stroke()
}

/** A ring that grows and fades around a click whose mask is being computed. `phase` runs from 0 to 1. */
export function paintPulse(
  context: CanvasRenderingContext2D,
  view: ViewTransform,
  point: PromptPoint,
  phase: number,
): void {
  const { x, y } = toStagePoint(view, point)
  context.globalAlpha = 1 - phase
  context.beginPath()
  context.arc(x, y, RADIUS_PX + 3 + 13 * phase, 0, 2 * Math.PI)
  context.lineWidth = 3.5
  context.strokeStyle = 'rgb(0 0 0 / 40%)'
  context.stroke()
  context.lineWidth = 2
  context.strokeStyle = '#ffffff'
  context.stroke()
  context.globalAlpha = 1
}

/** The box a person drags or has just asked for; its dashes march with `phase` while the mask is computed. */
export function paintPromptBox(
  context: CanvasRenderingContext2D,
  view: ViewTransform,
  imageBox: Box,
  phase = 0,
): void {
  const { x, y, width, height } = toStageBox(view, imageBox)
  context.fillStyle = 'rgb(255 255 255 / 12%)'
  context.fillRect(x, y, width, height)
  context.lineWidth = 1.5
  context.strokeStyle = 'rgb(0 0 0 / 65%)'
  context.strokeRect(x, y, width, height)
  context.strokeStyle = '#ffffff'
  context.setLineDash([5, 5])
  context.lineDashOffset = -10 * phase
  context.strokeRect(x, y, width, height)
  context.setLineDash([])
  context.lineDashOffset = 0
}

/** The keyboard's pointer: a cross with a free middle, white on dark so that it shows on any picture. */
export function paintCrosshair(context: CanvasRenderingContext2D, { x, y }: StagePoint): void {
  const arms = new Path2D()
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    arms.moveTo(x + 4 * dx, y + 4 * dy)
    arms.lineTo(x + 16 * dx, y + 16 * dy)
  }
  context.lineCap = 'round'
  context.lineWidth = 4
  context.strokeStyle = 'rgb(0 0 0 / 70%)'
  context.stroke(arms)
  context.lineWidth = 2
  context.strokeStyle = '#ffffff'
  context.stroke(arms)
  context.lineCap = 'butt'
}
