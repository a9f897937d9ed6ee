import type { StageSize } from './viewTransform.ts'

export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser gives no 2D canvas.')
  return context
}

/**
 * Gives a canvas one pixel per device pixel of the stage and of a margin around it (CSS pixels); true when that changed
 * it, which also clears it.
 */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  stageSize: StageSize,
  pixelRatio: number,
  marginPx = 0,
): boolean {
  const cssWidth = stageSize.width + 2 * marginPx
  const cssHeight = stageSize.height + 2 * marginPx
  const width = Math.round(cssWidth * pixelRatio)
  const height = Math.round(cssHeight * pixelRatio)
  if (canvas.width === width && canvas.height === height) return false
  canvas.width = width
  canvas.height = height
  canvas.style.width = `${cssWidth}px`
  canvas.style.height = `${cssHeight}px`
  return true
}
