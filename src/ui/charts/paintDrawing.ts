import {
  CHART_FONT,
  TEXT_SIZE,
  type ChartDrawing,
  type ChartMark,
  type ColourOf,
} from './chartDrawing.ts'

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Paints a chart at `scale` device pixels a CSS pixel; what was there before is cleared. */
export function paintDrawing(
  context: Context,
  { width, height, marks }: ChartDrawing,
  { scale, colourOf }: { readonly scale: number; readonly colourOf: ColourOf },
): void {
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, width, height)
  for (const mark of marks) {
    context.globalAlpha = 'opacity' in mark ? (mark.opacity ?? 1) : 1
    context.fillStyle = context.strokeStyle = colourOf(mark.ink)
    paintMark(context, mark)
  }
  context.globalAlpha = 1
}

function paintMark(context: Context, mark: ChartMark): void {
  switch (mark.kind) {
    case 'line':
      context.lineWidth = mark.width
      context.lineJoin = 'round'
      context.setLineDash([...(mark.dash ?? [])])
      trace(context, mark.points)
      context.stroke()
      return
    case 'area':
      trace(context, mark.points)
      context.fill()
      return
    case 'rect':
      context.beginPath()
      context.roundRect(mark.x, mark.y, mark.width, mark.height, mark.radius ?? 0)
      context.fill()
      return
    case 'dot':
      context.beginPath()
      context.arc(mark.x, mark.y, mark.radius, 0, 2 * Math.PI)
      context.fill()
      return
    case 'text':
      context.font = `${mark.isBold === true ? 600 : 400} ${mark.size ?? TEXT_SIZE}px ${CHART_FONT}`
      context.textAlign = mark.align === 'middle' ? 'center' : mark.align
      context.textBaseline = 'middle'
      context.save()
      context.translate(mark.x, mark.y)
      if (mark.isTurned === true) context.rotate(-Math.PI / 2)
      context.fillText(mark.text, 0, 0)
      context.restore()
  }
}

function trace(context: Context, points: ArrayLike<number>): void {
  context.beginPath()
  let isBroken = true
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] ?? NaN
    const y = points[i + 1] ?? NaN
    if (Number.isNaN(y)) isBroken = true
    else if (isBroken) {
      context.moveTo(x, y)
      isBroken = false
    } else context.lineTo(x, y)
  }
}
