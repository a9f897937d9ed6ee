import type { Box } from '../../domain/box.ts'
import { classColour } from '../../domain/classColour.ts'
import type { ShownObject } from '../../domain/evaluation.ts'
import { outlinePath } from '../overlay/outlinePath.ts'

interface Scene {
  /** The part of the picture that fills the canvas. */
  readonly window: Box
  readonly objects: readonly ShownObject[]
  /** The one to look at; the others are faint. */
  readonly chosen: number | null
}

/** A square part of the picture with an object in its middle and some of what is around it. */
export function windowAround(box: Box, picture: { width: number; height: number }): Box {
  const wanted = Math.max(box.width, box.height, 16) * 1.5
  const side = Math.min(wanted, Math.max(picture.width, picture.height))
  const x = box.x + box.width / 2 - side / 2
  const y = box.y + box.height / 2 - side / 2
  return { x, y, width: side, height: side }
}

/** Paints a part of a picture with outlined objects; pixels are shown as pixels when enlarged. */
export function paintObjects(
  context: CanvasRenderingContext2D,
  bitmap: ImageBitmap,
  { window, objects, chosen }: Scene,
): void {
  const { width, height } = context.canvas
  const scale = Math.min(width / window.width, height / window.height)
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, width, height)
  context.setTransform(
    scale,
    0,
    0,
    scale,
    (width - window.width * scale) / 2 - window.x * scale,
    (height - window.height * scale) / 2 - window.y * scale,
  )
  context.imageSmoothingEnabled = scale < 3
  context.drawImage(bitmap, 0, 0)
  context.lineJoin = 'bevel'
  for (const { index, name, outline } of objects) {
    const { path } = outlinePath(outline, 0)
    const isChosen = chosen === null || index === chosen
    context.globalAlpha = isChosen ? 0.35 : 0.08
    context.fillStyle = context.strokeStyle = classColour(name)
    context.fill(path, 'evenodd')
    context.globalAlpha = isChosen ? 1 : 0.45
    context.lineWidth = (isChosen ? 2.5 : 1.2) / scale
    context.stroke(path)
  }
  context.globalAlpha = 1
}
