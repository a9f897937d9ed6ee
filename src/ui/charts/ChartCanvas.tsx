import { useLayoutEffect, useRef } from 'react'
import type { ChartDrawing, ColourOf } from './chartDrawing.ts'
import { paintDrawing } from './paintDrawing.ts'

/** A drawing on a canvas, as sharp as the screen. Hidden from screen readers: the chart around it has words. */
export function ChartCanvas({ drawing, colourOf }: { drawing: ChartDrawing; colourOf: ColourOf }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width, height } = drawing
  useLayoutEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (element === null || context === null || context === undefined) return
    const scale = window.devicePixelRatio
    const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)]
    // Setting a size clears and reallocates, even when it is the same one.
    if (element.width !== columns) element.width = columns
    if (element.height !== rows) element.height = rows
    paintDrawing(context, drawing, { scale, colourOf })
  }, [drawing, colourOf, width, height])
  return (
    <canvas ref={canvas} className="chart-canvas" style={{ width: '100%', height }} aria-hidden />
  )
}
