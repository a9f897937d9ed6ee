import { outlinePath, outlineTolerance } from './outlinePath.ts'
import type { Instance } from '../../domain/instance.ts'
import type { StageSize, ViewTransform } from '../stage/viewTransform.ts'

/** How a canvas looks at the picture. */
export interface Projection {
  /** Image frame to stage. */
  readonly view: ViewTransform
  readonly stageSize: StageSize
  /** How far the canvas reaches beyond the stage on each side, CSS pixels. */
  readonly marginPx: number
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number
}

export interface MaskStyle {
  readonly colour: string
  /** 0 to 1; 0 draws no fill. */
  readonly fillOpacity: number
  /** CSS pixels; 0 draws no outline. */
  readonly outlineWidth: number
  /** What surrounds the outline so that it reads on any picture. */
  readonly haloColour: string
  readonly haloWidth: number
}

export const OUTLINE_WIDTH_PX = 1.5

/** What painting a mask costs, in round numbers: its outline's corners, and the device pixels around it. */
export function maskEffort(
  { outline, box }: Pick<Instance, 'outline' | 'box'>,
  { view, pixelRatio }: Projection,
): number {
  const { corners } = outlinePath(outline, outlineTolerance(view.scale, pixelRatio))
  return corners + (box.width + box.height) * view.scale * pixelRatio
}

/** From here on the context draws in image pixels. */
export function applyProjection(
  context: CanvasRenderingContext2D,
  { view, marginPx, pixelRatio }: Projection,
): void {
  const scale = view.scale * pixelRatio
  const x = (view.x + marginPx) * pixelRatio
  const y = (view.y + marginPx) * pixelRatio
  context.setTransform(scale, 0, 0, scale, x, y)
}

/** From here on the context draws in CSS pixels of the stage. */
export function applyStagePixels(
  context: CanvasRenderingContext2D,
  { marginPx, pixelRatio }: Projection,
): void {
  const margin = marginPx * pixelRatio
  context.setTransform(pixelRatio, 0, 0, pixelRatio, margin, margin)
}

export function clearCanvas(context: CanvasRenderingContext2D): void {
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, context.canvas.width, context.canvas.height)
}

/** Fill and outline of one mask. Line widths are the same at every zoom. */
export function paintMask(
  context: CanvasRenderingContext2D,
  instance: Pick<Instance, 'outline'>,
  projection: Projection,
  style: MaskStyle,
): void {
  const { view, pixelRatio } = projection
  const { path } = outlinePath(instance.outline, outlineTolerance(view.scale, pixelRatio))
  applyProjection(context, projection)
  if (style.fillOpacity > 0) {
    context.globalAlpha = style.fillOpacity
    context.fillStyle = style.colour
    context.fill(path, 'evenodd')
    context.globalAlpha = 1
  }
  if (style.outlineWidth > 0) {
    // Rounding every corner of a fine outline is costly and cannot be seen.
    context.lineJoin = 'bevel'
    if (style.haloWidth > 0) {
      context.lineWidth = (style.outlineWidth + 2 * style.haloWidth) / view.scale
      context.strokeStyle = style.haloColour
      context.stroke(path)
    }
    context.lineWidth = style.outlineWidth / view.scale
    context.strokeStyle = style.colour
    context.stroke(path)
  }
}
